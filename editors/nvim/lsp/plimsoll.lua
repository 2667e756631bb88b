-- plimsoll in Neovim 0.11 or newer: put this file into `lsp/` of your configuration, and
-- `vim.lsp.enable('plimsoll')` into `init.lua`.
--
-- Settings go into `init_options`; docs/editors.md lists them.

---@type vim.lsp.Config
return {
  cmd = { 'plimsoll', 'lsp' },
  -- Neovim takes most Compose files for plain YAML; the server itself tells which are its own.
  filetypes = { 'dockerfile', 'yaml', 'yaml.docker-compose', 'toml' },
  root_markers = {
    'plimsoll.toml',
    '.plimsoll.toml',
    '.git',
    'compose.yaml',
    'compose.yml',
    'docker-compose.yaml',
    'docker-compose.yml',
  },
  -- Other YAML and TOML files do not start it by themselves.
  root_dir = function(buffer, on_dir)
    local name = vim.fs.basename(vim.api.nvim_buf_get_name(buffer))
    local kind = vim.bo[buffer].filetype
    if kind == 'toml' and not name:match('plimsoll%.toml$') then
      return
    end
    if kind == 'yaml' and not name:match('compose') and not name:match('stack') then
      local lines = vim.api.nvim_buf_get_lines(buffer, 0, -1, false)
      local has_services = vim.iter(lines):any(function(line)
        return line:match('^services:') ~= nil
      end)
      if not has_services then
        return
      end
    end
    local markers = vim.lsp.config.plimsoll.root_markers
    on_dir(vim.fs.root(buffer, markers) or vim.fs.dirname(vim.api.nvim_buf_get_name(buffer)))
  end,
}
