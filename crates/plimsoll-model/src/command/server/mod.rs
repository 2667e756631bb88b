//! Servers that commands start: for development, for debuggers, for logging in.

mod debugger;
mod development;
mod listened;
mod ssh_server;

pub use debugger::{Debugger, debugger, debugger_variable, debuggers};
pub use development::{DevelopmentServer, PackageScript, development_server, package_script};
pub use listened::listened_port;
pub use ssh_server::{installs_ssh_server, starts_ssh_server};
