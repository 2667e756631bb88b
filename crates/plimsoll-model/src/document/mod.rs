//! Projects and Dockerfiles as data: what somebody sees who asks for paths and values instead of facts.
//!
//! `plimsoll model` prints it, and policies judge it. Its shape is documented in `docs/model.md`.

mod dockerfile;
mod instruction;
mod project;
mod stage;

pub use project::Model;
