//! Trees to facts: what Docker and Compose would do with the files of a run.
//!
//! The model answers, rules judge. Each module answers one question. A fact that depends on what
//! is not in the files is [`Value::Unknown`], never a guess. The model reads no disk; other files
//! come through [`Files`].

mod environment;
pub mod files;
mod known_image;

pub use environment::{Environment, Reason, Verdict};
pub use files::{FileKind, Files, Input, NoFiles};
pub use known_image::{
    Family, ImageUser, KnownImage, PortKind, Role, SystemShell, WellKnownPort, family_of_tag, known_image,
    well_known_port,
};
