//! The code that instructions run: by which shell, in which steps, with which variables.

mod assigned_word;
mod checked_out;
mod powershell;
pub(crate) mod shell;
mod steps;
mod unset;
mod verified;

pub use shell::{Code, ShellKind, ShellProgram};
pub use steps::Step;
pub use unset::Unset;
