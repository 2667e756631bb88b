//! Trees to facts: what Docker and Compose would do with the files of a run.
//!
//! The model answers, rules judge. Each module answers one question. A fact that depends on what
//! is not in the files is [`Value::Unknown`], never a guess. The model reads no disk; other files
//! come through [`Files`].

mod account;
pub mod command;
pub mod compose;
mod dockerfile;
pub mod environment;
pub mod files;
mod host;
mod image;
mod known_image;
mod lifetime;
mod listener;
mod persistence;
pub mod secret;
mod service;
mod shellcheck;
mod value;
mod words;
mod workspace;

pub use account::RootReason;
pub use dockerfile::{
    Base, BaseUser, Code, Configured, CopySource, Dockerfile, DockerfileFacts, Instruction, ShellKind, ShellProgram,
    Stage, StartCommand, User, base_user_of, is_root,
};
pub use environment::{Environment, Reason, Verdict};
pub use files::{FileKind, Files, Input, NoFiles};
pub use host::{RuntimeSocket, runtime_socket};
pub use image::{ImageUse, tag_moves};
pub use known_image::{
    Family, ImageUser, KnownImage, PortKind, Role, SystemShell, WellKnownPort, family_of_tag, known_image,
    well_known_port,
};
pub use lifetime::Together;
pub use listener::Listener;
pub use service::{ComposeFile, Service};
pub use shellcheck::ShellFinding;
pub use value::Value;
pub use workspace::{Subject, Workspace};
