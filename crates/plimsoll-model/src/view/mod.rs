//! The files of a run as rules see them.
//!
//! A view is small, is copied freely and knows its parents. It answers where it stands and what
//! belongs to it; what that means is asked in the rooms above.

mod compose_file;
mod dockerfile;
mod instruction;
mod service;
mod stage;

pub use compose_file::ComposeFile;
pub use dockerfile::Dockerfile;
pub use instruction::Instruction;
pub use service::Service;
pub(crate) use service::ServiceAnswers;
pub use stage::{Stage, StartCommand};
