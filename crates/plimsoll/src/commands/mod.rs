//! One module for each subcommand that does more than print clap's output.

mod asking;
pub(crate) mod baseline;
pub(crate) mod check;
pub(crate) mod config;
pub(crate) mod context;
mod deployment;
pub(crate) mod diff;
pub(crate) mod exceptions;
pub(crate) mod explain;
mod fixing;
pub(crate) mod graph;
pub(crate) mod init;
mod judging;
pub(crate) mod man;
pub(crate) mod migrate;
pub(crate) mod model;
mod outputs;
#[cfg(feature = "online")]
pub(crate) mod pin;
pub(crate) mod policy;
pub(crate) mod ports;
pub(crate) mod rules;
mod stream;
pub(crate) mod why;
