//! What commands do: which program really runs, and what of it matters for an image.
//!
//! [`Commands`] lists every program of a piece of shell code or of an exec form. The facts are
//! functions on its words ([`Invocation::argv`], or [`Argument::of_exec`] for any list of words),
//! each in a module of its own. Whether what a command does is good is left to the rules.

mod argument;
mod debugger;
mod development;
mod download;
mod interpreter;
mod invocation;
mod list;
mod manager;
mod named_value;
mod package;
mod pipe;
mod piped;
mod privilege;
mod wrapper;
mod written;

pub use argument::{Argument, Flag, Parted};
pub use debugger::{Debugger, debugger, debugger_variable};
pub use development::{DevelopmentServer, PackageScript, development_server, package_script};
pub use download::{Download, Output, Tool, Url, download};
pub use interpreter::{Interpreter, Source, code_argument, interpreter, is_shell};
pub use invocation::{Commands, Holder, Invocation, invocation};
pub use manager::Manager;
pub use named_value::{NamedValue, named_values};
pub use package::{Action, Package, PackageCommand, Setting, consent_setting, package_command};
pub use pipe::{HiddenPipe, hidden_pipes};
pub use piped::{PipedDownload, Way, piped_downloads, powershell_piped_download};
pub use privilege::{PrivilegeDrop, privilege_drop};
pub use wrapper::{Wrapper, unwrapped};

#[cfg(test)]
mod tests;
