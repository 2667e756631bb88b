//! `plimsoll lsp`: the language server, over standard input and output.
//!
//! It converts and decides nothing: what is judged and how is up to `plimsoll-check`, what a rule says to
//! the rules. The only place that knows the protocol. It opens no connection and starts no process.

mod actions;
mod answers;
mod client;
mod commands;
mod completion;
mod convert;
mod diagnostics;
mod documents;
mod edits;
mod exceptions;
mod hints;
mod hover;
mod lines;
mod places;
mod roots;
mod server;
mod session;
mod settings;
mod talk;
mod uri;
mod watching;

use plimsoll_lint::Registry;

/// Serves one client until it leaves. Whether it took its leave properly.
pub fn serve(registry: Registry) -> bool {
    server::run(registry)
}
