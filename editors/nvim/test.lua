-- What a user of Neovim does, from the first file to the last fix:
--   nvim --headless -u NONE -l editors/nvim/test.lua PROGRAM FOLDER
-- FOLDER is an empty folder to work in.

local program, folder = arg[1], arg[2]
local here = vim.fs.dirname(vim.fs.abspath(arg[0]))
vim.opt.runtimepath:prepend(here)
vim.cmd('filetype on')

local compose = table.concat({
  'services:',
  '  web:',
  '    build: .',
  '  proxy:',
  '    image: nginx:1.27',
  '    depends_on:',
  '      web:',
  '        condition: service_healthy',
  '',
}, '\n')
local dockerfile = 'FROM debian:12.7-slim\nADD app /app\nENTRYPOINT ["/app"]\n'

local function write(name, text)
  local file = assert(io.open(folder .. '/' .. name, 'w'))
  file:write(text)
  file:close()
end

local function expect(what, condition)
  if not vim.wait(20000, condition, 5) then
    io.stderr:write('not seen: ' .. what .. '\n')
    for _, one in ipairs(vim.diagnostic.get()) do
      io.stderr:write(('  %s:%d %s %s\n'):format(vim.api.nvim_buf_get_name(one.bufnr), one.lnum + 1, one.code, one.message))
    end
    os.exit(1)
  end
  print('ok: ' .. what)
end

local function has(buffer, code)
  return vim.iter(vim.diagnostic.get(buffer)):any(function(one)
    return one.code == code and one.source == 'plimsoll'
  end)
end

local function act(buffer, line, title, only)
  vim.api.nvim_set_current_buf(buffer)
  vim.api.nvim_win_set_cursor(0, { line, 0 })
  vim.lsp.buf.code_action({
    apply = true,
    context = only and { only = { only }, diagnostics = {} } or nil,
    filter = function(action)
      return title == nil or action.title:find(title, 1, true) ~= nil
    end,
  })
end

local function text(buffer)
  return table.concat(vim.api.nvim_buf_get_lines(buffer, 0, -1, false), '\n')
end

vim.fn.mkdir(folder .. '/.git', 'p')
write('compose.yaml', compose)
write('Dockerfile', dockerfile)
vim.lsp.config('plimsoll', { cmd = { program, 'lsp' } })
vim.lsp.enable('plimsoll')

vim.cmd.edit(folder .. '/compose.yaml')
local services = vim.api.nvim_get_current_buf()
expect('the server comes with the first file', function()
  return #vim.lsp.get_clients({ bufnr = services, name = 'plimsoll' }) == 1
end)
expect('findings of the Compose file', function()
  return has(services, 'healthy-condition-without-healthcheck')
end)

vim.cmd.edit(folder .. '/Dockerfile')
local image = vim.api.nvim_get_current_buf()
expect('findings of the Dockerfile', function()
  return #vim.lsp.get_clients({ bufnr = image, name = 'plimsoll' }) == 1
    and has(image, 'add-local-file') and has(image, 'service-runs-as-root')
end)

act(image, 2, 'Use `COPY`')
expect('a quick fix changes the text', function()
  return text(image):find('COPY app /app', 1, true) ~= nil
end)
expect('and its finding goes', function()
  return not has(image, 'add-local-file')
end)

act(image, 1, 'Ignore `service-runs-as-root` in this stage')
expect('an ignore hides its finding', function()
  return text(image):find('# plimsoll: ignore-stage[service-runs-as-root] write the reason here', 1, true) ~= nil
    and not has(image, 'service-runs-as-root')
end)

vim.api.nvim_buf_set_lines(image, -1, -1, false, { 'HEALTHCHECK CMD ["/app", "check"]' })
expect('an edit of the Dockerfile changes what is found in the Compose file', function()
  return not has(services, 'healthy-condition-without-healthcheck')
end)

vim.api.nvim_buf_set_lines(image, -1, -1, false, { 'ADD more /more' })
expect('one more finding', function()
  return has(image, 'add-local-file')
end)
act(image, 1, nil, 'source.fixAll.plimsoll')
expect('all fixes at once', function()
  return text(image):find('COPY more /more', 1, true) ~= nil and not has(image, 'add-local-file')
end)

local hover = vim.lsp.buf_request_sync(image, 'textDocument/hover', {
  textDocument = { uri = vim.uri_from_bufnr(image) },
  position = { line = 1, character = 7 },
}, 20000)
local told = vim.iter(pairs(hover or {})):any(function(_, answer)
  return answer.result ~= nil and vim.inspect(answer.result):find('debian:12.7', 1, true) ~= nil
end)
expect('a hover tells of the image', function()
  return told
end)
os.exit(0)
