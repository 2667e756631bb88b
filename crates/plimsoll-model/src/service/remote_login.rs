//! Ports on which people log in to a machine: SSH, remote desktops and the like.
//!
//! Control sockets of programs, such as Docker's API, are not among them.

use plimsoll_syntax::Span;
use plimsoll_syntax::dockerfile::Kind;

use crate::command::server::{installs_ssh_server, starts_ssh_server};
use crate::compose::{Port, PortRange};
use crate::image::{PortKind, well_known_port};
use crate::view::{Instruction, Service, Stage};

/// A way to log in to a container.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct RemoteLogin {
    pub port: u16,
    /// Its name in a message: `SSH`.
    pub name: &'static str,
}

impl RemoteLogin {
    /// Whether people see a desktop, to which a shell is no substitute.
    pub fn is_desktop(self) -> bool {
        matches!(self.name, "Remote Desktop" | "VNC")
    }
}

/// Git servers, whose users come over SSH.
const GIT_SERVERS: [&str; 5] = ["forgejo", "gitea", "gitlab", "gogs", "gitolite"];

/// Wider ranges were not written with one program in mind.
const WIDEST: u16 = 100;

/// What the numbers of container ports are for.
pub fn remote_login(range: PortRange) -> Option<RemoteLogin> {
    if range.end.saturating_sub(range.start) > WIDEST {
        return None;
    }
    (range.start..=range.end).find_map(|port| name_of(port).map(|name| RemoteLogin { port, name }))
}

fn name_of(port: u16) -> Option<&'static str> {
    match port {
        // 514 is syslog nearly everywhere; `rsh` alone is what nobody runs in a container.
        512 | 513 => Some("the r-commands"),
        2375 | 2376 => None,
        _ => well_known_port(port)
            .filter(|known| known.kind == PortKind::RemoteAdmin)
            .map(|known| known.name),
    }
}

impl Stage<'_> {
    /// Whether the program of the image is an SSH server: a bastion, a Git server. A script starts it
    /// where it was installed, and nothing but its port is exposed.
    pub fn starts_ssh_server(self) -> bool {
        let start = self.start_command();
        let mut programs = start.invocations();
        let mut steps = self.ancestors().flat_map(Stage::runs).flat_map(Instruction::steps);
        let mut installs = || steps.any(|step| installs_ssh_server(&step).is_some());
        let exposes = self.ancestors().flat_map(|stage| stage.of_kind(Kind::Expose));
        let mut ports = exposes.flat_map(Instruction::exposed_ports).peekable();
        // Nothing is known of what the base image starts.
        let leaves_it_to_base = || {
            let image = self.root_image().likely();
            let is_unknown = image.is_some_and(|image| self.dockerfile().workspace.known_image(image).is_none());
            is_unknown && start.instructions().next().is_none()
        };
        let is_ssh = |port: Option<RemoteLogin>| port.is_some_and(|login| login.name == "SSH");
        programs.any(|program| starts_ssh_server(&program).is_some())
            || self.mentions(&GIT_SERVERS)
            || ports.peek().is_some()
                && ports.all(|port| is_ssh(remote_login(port.value)))
                && (leaves_it_to_base() || installs())
    }
}

impl Instruction<'_> {
    /// The login ports of an `EXPOSE`, without those that the base image is made to serve.
    pub fn exposed_logins(self) -> Vec<(Span, RemoteLogin)> {
        let root = self.stage().and_then(|stage| stage.root_image().likely());
        let image = root.and_then(|root| self.dockerfile.workspace.known_image(root));
        let logins = self.exposed_ports().into_iter().filter_map(|exposed| {
            let login = remote_login(exposed.value)?;
            (!image.is_some_and(|image| image.serves(login.port))).then_some((exposed.span, login))
        });
        logins.collect()
    }
}

/// Images whose service is the login itself, or that accept Git's traffic over SSH.
const SERVING: [&str; 20] = [
    "ssh",
    "sftp",
    "git",
    "gogs",
    "forgejo",
    "onedev",
    "phabricator",
    "vnc",
    "rdp",
    "kasm",
    "guacamole",
    "webtop",
    "desktop",
    "bastion",
    "novnc",
    "cowrie",
    "honeypot",
    "selenium",
    "teleport",
    "jumpserver",
];

impl Service<'_> {
    /// The login that a port of the service allows, unless its image is made for exactly that.
    pub fn remote_login(self, port: &Port) -> Option<RemoteLogin> {
        if port.protocol().likely() != Some("tcp") {
            return None;
        }
        let login = remote_login(port.target_range().likely()?)?;
        let root = self.root_image().likely();
        let serves = root.is_some_and(|image| {
            let name = image.familiar_name().to_ascii_lowercase();
            let known = self.known(&image);
            known.is_some_and(|known| known.serves(login.port)) || SERVING.iter().any(|word| name.contains(word))
        });
        (!serves).then_some(login)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_hold_logins() {
        let of = |start, end| remote_login(PortRange { start, end }).map(|login| login.port);
        assert_eq!(of(22, 22), Some(22));
        assert_eq!(of(20, 25), Some(22));
        assert_eq!(of(513, 513), Some(513));
        assert_eq!(of(512, 514), Some(512));
        assert_eq!(of(514, 514), None);
        assert_eq!(of(2375, 2376), None);
        assert_eq!(of(1, u16::MAX), None);
        assert_eq!(of(80, 80), None);
    }
}
