//! What the stages and instructions of a Dockerfile mean for the image that they build.
//!
//! The facts are methods on the views [`Stage`](crate::view::Stage) and
//! [`Instruction`](crate::view::Instruction), each in a module of its own.

pub mod account;
pub mod base;
pub mod code;
pub mod copy;
pub mod data;
mod digest;
mod expose;
mod image;
mod image_folder;
pub mod label;
mod mount;
pub mod package;
mod secret_mount;
pub mod start;
mod variable_origin;
mod workdir;
pub mod written;

pub use expose::{ExposeFault, ExposedPort};
pub use mount::CacheMount;
pub use secret_mount::NeededSecret;
pub use variable_origin::{Origin, VariableUse};

#[cfg(test)]
mod tests;
