" plimsoll in Vim with ALE: put this file into `plugin/` of your configuration.

function! PlimsollRoot(buffer) abort
  for l:mark in ['plimsoll.toml', '.plimsoll.toml', '.git', 'compose.yaml', 'compose.yml', 'docker-compose.yml']
    let l:found = ale#path#FindNearestFile(a:buffer, l:mark)
    if empty(l:found)
      let l:found = ale#path#FindNearestDirectory(a:buffer, l:mark)
    endif
    if !empty(l:found)
      return fnamemodify(substitute(l:found, '/$', '', ''), ':h')
    endif
  endfor
  return expand('#' . a:buffer . ':p:h')
endfunction

for s:language in ['dockerfile', 'yaml']
  call ale#linter#Define(s:language, {
  \   'name': 'plimsoll',
  \   'lsp': 'stdio',
  \   'executable': 'plimsoll',
  \   'command': '%e lsp',
  \   'project_root': function('PlimsollRoot'),
  \})
endfor
