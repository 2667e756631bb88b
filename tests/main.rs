//! One test binary for the whole project. Rust only; the data is in `rules/` and `fixtures/`.

#![expect(
    clippy::disallowed_methods,
    reason = "tests read fixtures, and ask the environment what to update"
)]

mod cli;
mod configuration;
mod conformance;
mod corpus;
mod differential;
mod digests;
mod docker;
mod editors;
mod fixes;
mod floors;
mod hostile;
mod house;
mod identity;
mod ignores;
#[cfg(feature = "lsp")]
mod lsp;
mod memory;
mod outputs;
mod packages;
mod pages;
mod peers;
mod projects;
mod readme;
mod releases;
#[cfg(feature = "shellcheck")]
mod shell_codes;
#[cfg(feature = "shellcheck")]
mod site;
mod trees;
