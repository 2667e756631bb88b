//! What a stage gets from its base image, and what the base image lacks.

mod base_lacks;
mod environment;
mod interpreter;
mod libc;
mod platform;
mod runtime_version;
mod shipped_tool;

pub use base_lacks::Lists;
pub use libc::{ForeignCode, Libc};
pub use runtime_version::{MovedLibraries, RuntimeVersion};
