//! Trees to facts: what Docker and Compose would do with the files of a run.
//!
//! The model answers, rules judge. Each module answers one question. A fact that depends on what
//! is not in the files is [`Value::Unknown`], never a guess. The model reads no disk; other files
//! come through [`Files`].

pub mod environment;
pub mod files;
pub mod secret;
mod words;

pub use environment::{Environment, Reason, Verdict};
pub use files::{FileKind, Files, Input, NoFiles};
