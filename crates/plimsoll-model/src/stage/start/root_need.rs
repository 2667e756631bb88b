//! Whether something shows that the program that an image starts needs root.

use plimsoll_syntax::dockerfile::Kind;

use crate::command::Invocation;
use crate::command::download::piped_downloads;
use crate::image::{Role, known_image};
use crate::view::{Instruction, Stage};

/// Programs that start as root to bind a port, to change their account, or to control the system.
const AS_ROOT: [&str; 36] = [
    "anacron",
    "apache2",
    "apache2-foreground",
    "apache2ctl",
    "apachectl",
    "chown",
    "containerd",
    "cron",
    "crond",
    "dnsmasq",
    "docker",
    "dockerd",
    "dovecot",
    "haproxy",
    "httpd",
    "httpd-foreground",
    "init",
    "iptables",
    "kubelet",
    "modprobe",
    "mount",
    "named",
    "nginx",
    "openvpn",
    "postfix",
    "rsyslogd",
    "runsvdir",
    "s6-svscan",
    "service",
    "smbd",
    "sshd",
    "su",
    "sudo",
    "supervisord",
    "systemd",
    "vsftpd",
];

/// Packages of such programs, which a script may start.
const PACKAGES: [&str; 14] = [
    "apache2",
    "cron",
    "dnsmasq",
    "docker.io",
    "haproxy",
    "nginx",
    "openssh",
    "openssh-server",
    "openvpn",
    "rsyslog",
    "runit",
    "s6",
    "supervisor",
    "vsftpd",
];

/// Ports of well-known services below 1024, which a command line may name.
const LOW_PORTS: [&str; 12] = [
    "21", "22", "23", "25", "53", "80", "110", "143", "389", "443", "587", "993",
];

impl Stage<'_> {
    /// Whether it shows that its program needs root, or that the files do not tell what it needs: it
    /// starts nothing, a port is below 1024, a program is known to start as root, a file is in root's
    /// home, or somebody else's script was run to install it.
    pub fn may_need_root(self) -> bool {
        let start = self.start_command();
        let is_privileged = start.invocations().any(|program| {
            let names_port = program.arguments().iter().any(|word| names_low_port(word.text));
            let is_known = AS_ROOT.contains(&program.name) || program.is_wrapped_in("sudo");
            names_port || is_known || switches_account(&program)
        });
        self.starts_service() != Some(true)
            || is_privileged
            || self.base_may_need_root(start.instructions().next().is_some())
            || self.mentions(&["/root", "~/", "$HOME", "${HOME"])
            || self
                .ancestors()
                .flat_map(Stage::instructions)
                .any(Instruction::may_need_root)
    }

    /// Whether the program of the base image may need it.
    fn base_may_need_root(self, has_own_program: bool) -> bool {
        let Some(image) = self.root_image().likely() else {
            return false;
        };
        let Some(known) = known_image(image.familiar_name(), image.tag()) else {
            return true;
        };
        let is_plain = matches!(known.role, Role::BaseOs | Role::Runtime);
        let is_modest = has_own_program || known.capabilities == Some(&[]);
        known.ports.iter().any(|port| *port < 1024) || !is_plain && !is_modest
    }
}

impl Instruction<'_> {
    fn may_need_root(self) -> bool {
        match self.node().kind {
            Kind::Onbuild => true,
            Kind::Expose => self.exposed().iter().any(|port| is_low(port.without_host())),
            Kind::Env => self.node().pairs().iter().any(|pair| {
                let value = pair.value.as_ref().and_then(|word| self.expand(word).likely());
                let is_port = pair.key.as_written().to_ascii_uppercase().contains("PORT");
                value.is_some_and(|value| is_port && is_low(&value) || names_low_port(&value))
            }),
            Kind::Run => {
                let installs = |name: &str| PACKAGES.contains(&name);
                let packages = self.steps().filter_map(|step| step.package_command());
                let mut packages = packages.flat_map(|command| command.packages);
                packages.any(|package| installs(package.name))
                    || self
                        .code()
                        .iter()
                        .any(|code| !piped_downloads(&code.commands).is_empty())
            }
            _ => false,
        }
    }
}

/// Whether a server is told to go on as another account, as in `gunicorn -u www-data`.
fn switches_account(program: &Invocation<'_>) -> bool {
    const LONG: [&str; 5] = ["--user", "--uid", "--gid", "--group", "--setuid"];
    let is_server = matches!(program.name, "gunicorn" | "memcached" | "uwsgi");
    program.arguments().iter().any(|word| {
        let flag = word.text.split('=').next().unwrap_or_default();
        LONG.contains(&flag) || is_server && matches!(flag, "-u" | "-g")
    })
}

/// Whether a port, perhaps with a protocol or the end of a range, is below 1024.
fn is_low(port: &str) -> bool {
    let digits = port.split(|c: char| !c.is_ascii_digit()).next().unwrap_or_default();
    digits.parse::<u32>().is_ok_and(|port| (1..1024).contains(&port))
}

/// `80`, `0.0.0.0:80`, `--port=443`.
fn names_low_port(word: &str) -> bool {
    let last = word.rsplit([':', '=']).next().unwrap_or_default();
    LOW_PORTS.contains(&last)
}

#[cfg(test)]
mod tests {
    use crate::stage::tests::last_stage;

    #[test]
    fn what_shows_that_root_is_needed() {
        let node = "FROM node:22.11-bookworm-slim\n";
        for (text, expected) in [
            (format!("{node}CMD [\"node\", \"a.js\"]"), false),
            (format!("{node}EXPOSE 3000\nCMD node a.js --workers 8"), false),
            (format!("{node}EXPOSE 80/tcp\nCMD node a.js"), true),
            (format!("{node}ENV PORT=80\nCMD node a.js"), true),
            (format!("{node}CMD node a.js --bind=0.0.0.0:443"), true),
            (format!("{node}CMD [\"nginx\"]"), true),
            (format!("{node}CMD gunicorn -u www-data app:app"), true),
            (format!("{node}CMD python -u app.py"), false),
            (format!("{node}RUN apt-get install -y cron\nCMD [\"/start.sh\"]"), true),
            (
                format!("{node}COPY --from=a /root/.local /root/.local\nCMD [\"x\"]"),
                true,
            ),
            (
                format!("{node}RUN curl https://example.com/a.sh | sh\nCMD [\"x\"]"),
                true,
            ),
            (format!("{node}ONBUILD RUN make\nCMD [\"x\"]"), true),
            (node.to_owned(), true),
            ("FROM nginx:1.29.1\nCMD [\"x\"]".to_owned(), true),
            ("FROM scratch\nCMD [\"/server\"]".to_owned(), false),
            ("FROM registry.example.com/a:1\nCMD [\"x\"]".to_owned(), true),
        ] {
            let found = last_stage(&format!("{text}\n"), |stage| stage.may_need_root());
            assert_eq!(found, expected, "{text}");
        }
    }
}
