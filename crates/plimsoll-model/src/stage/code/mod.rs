//! The code that instructions run: by which shell, in which steps, with which variables.

mod assigned_word;
mod checked_out;
mod cloned;
mod mentioned;
mod optional;
mod powershell;
mod shell;
mod steps;
mod unset;
mod verified;

pub use shell::ShellProgram;
pub use steps::Step;
pub use unset::Unset;
