//! What commands do: which program really runs, and what of it matters for an image.
//!
//! [`Commands`] lists every program of a piece of shell code or of an exec form. The facts are
//! functions on its words ([`Invocation::argv`], or [`Argument::of_exec`] for any list of words),
//! each in a module of its own. Whether what a command does is good is left to the rules.

mod account;
mod archive;
mod argument;
mod cache;
mod debugger;
mod development;
mod download;
mod git_source;
mod host_name;
mod interpreter;
mod invocation;
mod key_generation;
mod list;
mod manager;
mod named_value;
mod new_account;
mod newest;
mod ownership;
mod package;
mod package_index;
mod permission;
mod pipe;
mod piped;
mod plain_download;
mod privilege;
mod project_install;
mod removal;
mod secret_argument;
mod ssh_server;
mod tls;
mod unsigned;
mod used_download;
mod verification;
mod web_password;
mod wrapper;
mod written;

pub use account::{AccountChange, AccountKind, Password, PasswordKind, account_change};
pub use archive::extracted;
pub use argument::{Argument, Flag, Parted};
pub use cache::{LibraryCache, empties_cache, library_cache};
pub use debugger::{Debugger, debugger, debugger_variable};
pub use development::{DevelopmentServer, PackageScript, development_server, package_script};
pub use download::{Download, Output, Tool, Url, download};
pub use git_source::{GitSource, Point, git_sources, is_branch_name};
pub use host_name::{is_local_host, is_private_host};
pub use interpreter::{Interpreter, Source, code_argument, interpreter, is_shell};
pub use invocation::{Commands, Holder, Invocation, invocation};
pub use key_generation::{NewKey, key_generation};
pub use manager::Manager;
pub use named_value::{NamedValue, named_values};
pub use new_account::{NewAccount, created_account};
pub use newest::is_newest;
pub use ownership::{OwnershipChange, ownership_change};
pub use package::{Action, Package, PackageCommand, Setting, consent_setting, package_command};
pub use package_index::{added_index, variable_adds_index};
pub use permission::{Mode, PermissionChange, permission_change};
pub use pipe::{HiddenPipe, hidden_pipes};
pub use piped::{PipedDownload, Way, piped_downloads, powershell_piped_download};
pub use plain_download::{plain_downloads, plain_url};
pub use privilege::{PrivilegeDrop, privilege_drop};
pub use project_install::{ProjectInstall, project_install};
pub use removal::{is_below, removed};
pub use secret_argument::{SecretArgument, secret_arguments};
pub use ssh_server::{installs_ssh_server, starts_ssh_server};
pub use tls::{WeakTls, outdated_protocol, unchecked_certificates, variable_disables_tls};
pub use unsigned::{Unsigned, unsigned_packages, unsigned_setting};
pub use used_download::used_downloads;
pub use verification::{Strength, Verification, verification, verifications};
pub use web_password::web_password;
pub use wrapper::{Wrapper, unwrapped};

#[cfg(test)]
mod tests;
