//! Trees to facts: what Docker and Compose would do with the files of a run.
//!
//! The model answers, rules judge. Each module answers one question. A fact that depends on what
//! is not in the files is [`Value::Unknown`](base::Value::Unknown), never a guess. The model reads no
//! disk; other files come through [`Files`](files::Files).
//!
//! The rooms build on each other from the bottom up: basic terms ([`base`], [`files`], [`sources`],
//! [`secret`], [`command`]), the facts of one file ([`dockerfile`], [`image`], [`compose`]), what
//! Linux and names tell ([`linux`], [`environment`]), which files a build takes
//! ([`context`]), what belongs together ([`project`], [`workspace`]), the [views](view) of it that rules get, and what those mean ([`shellcheck`],
//! [`stage`], [`service`]), and all of it as data for those who bring rules of their own ([`document`]).

pub mod base;
pub mod command;
pub mod compose;
pub mod context;
pub mod dockerfile;
pub mod document;
pub mod environment;
pub mod files;
pub mod image;
pub mod linux;
pub mod project;
pub mod secret;
pub mod service;
pub mod shellcheck;
pub mod sources;
pub mod stage;
pub mod view;
pub mod workspace;

/// The reader of the data files, which only the build script calls.
#[cfg(test)]
#[path = "../build/toml.rs"]
mod toml;
