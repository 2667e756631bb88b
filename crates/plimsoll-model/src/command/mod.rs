//! What commands do: which program really runs, and what of it matters for an image.
//!
//! [`Commands`] lists every program of a piece of shell code or of an exec form. The facts are
//! functions on its words ([`Invocation::argv`], or [`Argument::of_exec`] for any list of words),
//! each in a module of its own. Whether what a command does is good is left to the rules.

mod archive;
mod argument;
mod cache;
mod debugger;
mod development;
mod download;
mod interpreter;
mod invocation;
mod manager;
mod named_value;
mod new_account;
mod newest;
mod package;
mod permission;
mod pipe;
mod piped;
mod privilege;
mod project_install;
mod removal;
mod wrapper;

pub use archive::extracted;
pub use argument::{Argument, Flag, Parted};
pub use cache::{LibraryCache, empties_cache, library_cache};
pub use debugger::{Debugger, debugger, debugger_variable};
pub use development::{DevelopmentServer, PackageScript, development_server, package_script};
pub use download::{Download, Output, Tool, Url, download};
pub use interpreter::{Interpreter, Source, code_argument, interpreter, is_shell};
pub use invocation::{Commands, Holder, Invocation, invocation};
pub use manager::Manager;
pub use named_value::{NamedValue, named_values};
pub use new_account::{NewAccount, created_account};
pub use newest::is_newest;
pub use package::{Action, Package, PackageCommand, Setting, consent_setting, package_command};
pub use permission::{PermissionChange, permission_change};
pub use pipe::{HiddenPipe, hidden_pipes};
pub use piped::{PipedDownload, Way, piped_downloads, powershell_piped_download};
pub use privilege::{PrivilegeDrop, privilege_drop};
pub use project_install::{ProjectInstall, project_install};
pub use removal::{is_below, removed};
pub use wrapper::{Wrapper, unwrapped};

#[cfg(test)]
mod tests;
