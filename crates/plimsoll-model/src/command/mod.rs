//! What commands do: which program really runs, and which of its effects matter for an image.
//!
//! [`Commands`] lists every program of a piece of shell code or of an exec form. The facts are
//! functions on its words ([`Invocation::argv`], or [`Argument::of_exec`] for any list of words),
//! each in its own module. Whether what a command does is good is left to the rules.

pub mod account;
mod argument;
pub mod build;
pub mod download;
pub mod file;
mod for_shell;
pub mod git;
mod interpreter;
mod invocation;
mod key_generation;
mod known_words;
mod named_value;
pub mod package;
mod privilege;
mod program;
mod secret_argument;
pub mod server;
pub mod shell;
mod telemetry;
mod tls;
mod wrapper;

pub use argument::{Argument, Flag, Parted};
pub use for_shell::{gives_code_to_shell, is_shell_operator, is_shell_operator_for, is_whole_command};
pub use interpreter::{Interpreter, Source, interpreter, is_shell};
pub use invocation::{Commands, Holder, Invocation, invocation};
pub use key_generation::{NewKey, key_generation};
pub use named_value::{NamedValue, named_values};
pub use privilege::{Passwordless, PrivilegeDrop, passwordless};
pub use secret_argument::{SecretArgument, secret_arguments};
pub use telemetry::{Telemetry, telemetry};
pub use tls::{WeakTls, outdated_protocol, unchecked_certificates, variable_disables_tls};
pub use wrapper::Wrapper;
pub(crate) use wrapper::unwrapped;

#[cfg(test)]
mod tests;
