//! One module for each subcommand that does more than print what clap knows.

pub(crate) mod check;
pub(crate) mod explain;
pub(crate) mod model;
pub(crate) mod rules;
