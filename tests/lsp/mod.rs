//! `plimsoll lsp` as an editor sees it: a client of its own talks to it over a pipe.

mod actions;
mod beside;
mod client;
mod diagnostics;
mod folder;
mod knowledge;
mod neovim;
mod proof;
mod protocol;
