//! Commands that install or start an SSH server.

use plimsoll_syntax::Span;

use crate::command::invocation::Invocation;
use crate::command::package::Action;

/// Packages that are an SSH server. Alpine's `openssh` is both client and server, and says nothing.
const PACKAGES: [&str; 5] = [
    "openssh-server",
    "openssh-sftp-server",
    "dropbear",
    "tinysshd",
    "ssh-server",
];

/// Where a command starts an SSH server.
pub fn starts_ssh_server(invocation: &Invocation<'_>) -> Option<Span> {
    let argv = invocation.argv();
    let has = |text: &str| argv[1..].iter().any(|a| a.text == text);
    match invocation.name {
        // `-t` only checks its configuration, `-V` prints a version.
        "sshd" | "dropbear" => (!has("-t") && !has("-V")).then(|| invocation.name_span()),
        "service" | "rc-service" | "systemctl" => {
            let named = argv[1..]
                .iter()
                .any(|a| matches!(a.text, "ssh" | "sshd" | "ssh.service" | "sshd.service"));
            let starts = has("start") || has("restart");
            (named && starts).then_some(invocation.span)
        }
        _ => None,
    }
}

/// Where a command installs an SSH server.
pub fn installs_ssh_server(invocation: &Invocation<'_>) -> Option<Span> {
    let command = invocation.package_command()?;
    let installs = command.action == Action::Install && command.manager.is_system();
    let package = command
        .packages
        .iter()
        .find(|package| PACKAGES.contains(&package.name))?;
    installs.then_some(package.argument.span)
}
