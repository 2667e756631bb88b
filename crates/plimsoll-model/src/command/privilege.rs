//! Commands that continue as another, usually less privileged, user.

use std::collections::BTreeMap;

use plimsoll_syntax::Span;

use super::argument::{Argument, Parted};
use super::invocation::{Commands, Invocation};

/// A change of user.
#[derive(Clone, Copy, Debug)]
pub struct PrivilegeDrop<'a> {
    /// The program: `gosu`, `su-exec`, `setpriv` …
    pub program: &'a str,
    /// Where its name is written.
    pub span: Span,
    /// The user as written, including a group after a colon. Absent if the program takes it from
    /// elsewhere.
    pub user: Option<&'a str>,
}

impl PrivilegeDrop<'_> {
    /// Whether the user is root after all.
    pub(crate) fn is_to_root(&self) -> bool {
        let name = self.user.and_then(|user| user.split(':').next());
        matches!(name, Some("root" | "0"))
    }
}

/// What an account may do as root without a password.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Passwordless {
    /// The programs of a list, none of which gives a shell right away.
    Listed,
    Everything,
}

/// What a text that becomes a part of `sudoers` lets an account do without a password.
pub fn passwordless(sudoers: &str) -> Option<Passwordless> {
    let lists = sudoers.lines().filter_map(|line| line.split_once("NOPASSWD"));
    lists
        .map(|(_, list)| {
            let mut programs = list.trim_start_matches(':').split(',').map(str::trim);
            match programs.all(is_narrow) {
                true => Passwordless::Listed,
                false => Passwordless::Everything,
            }
        })
        .max()
}

/// Whether an entry of a list is a program by its path, and not one that starts any other.
fn is_narrow(entry: &str) -> bool {
    const STARTS_OTHERS: [&str; 8] = ["bash", "dash", "env", "sh", "su", "sudo", "visudo", "zsh"];
    let path = entry.split_whitespace().next().unwrap_or_default();
    let program = path.rsplit('/').next().unwrap_or_default();
    path.starts_with('/') && !program.is_empty() && !path.contains('*') && !STARTS_OTHERS.contains(&program)
}

/// The first change of user in a command, after any wrappers: `exec gosu app x`, `tini -- su-exec
/// 1000 x`. Scripts that an entrypoint runs are not read here.
pub(crate) fn privilege_drop<'a>(argv: &[Argument<'a>]) -> Option<PrivilegeDrop<'a>> {
    let (wrappers, start) = super::unwrapped(argv);
    let wrapped = wrappers.iter().find_map(|wrapper| of_command(&wrapper.argv));
    wrapped.or_else(|| of_command(&argv[start..]))
}

impl Commands {
    /// Whether one of the programs is visibly started as an account other than root, or the code ends
    /// with handing over to one: `exec runuser -u app -- x`, `su app -c x`, `crond -f`.
    pub(crate) fn drop_privileges(&self) -> bool {
        let drops = |argv: &[Argument<'_>]| privilege_drop(argv).is_some_and(|drop| !drop.is_to_root());
        let mut wrappers = self.invocations().flat_map(|invocation| invocation.wrappers);
        if wrappers.any(|wrapper| drops(&wrapper.argv)) {
            return true;
        }
        // The others do nothing unless a program follows.
        let hands_over = |last: &Invocation<'_>| matches!(last.name, "su" | "runuser" | "start-stop-daemon");
        self.ends()
            .any(|last| SWITCH_THEMSELVES.contains(&last.name) || hands_over(&last) && drops(last.argv()))
    }

    /// Whether the code ends with a server that keeps root for its main process only, and serves with
    /// workers of another account, or with what starts several such servers.
    pub(crate) fn start_workers(&self) -> bool {
        self.ends().any(|last| {
            WITH_WORKERS.contains(&last.name) || SUPERVISORS.contains(&last.name) || last.name.starts_with("php-fpm")
        })
    }

    /// Whether the code ends with a program that only root can run: it sets up tunnels, firewalls or
    /// other containers.
    pub(crate) fn need_root(&self) -> bool {
        self.ends().any(|last| FOR_ROOT.contains(&last.name))
    }

    /// Whether a condition asks which account runs: `[ "$(id -u)" -ne 0 ]`.
    pub fn ask_who_runs(&self) -> bool {
        let mut tests = self.invocations().filter(|i| matches!(i.name, "[" | "test"));
        tests.any(|test| {
            let mut words = test.arguments().iter().map(|word| word.text);
            words.any(|word| {
                ["$(id -u", "`id -u", "$(whoami", "$EUID", "$UID"]
                    .iter()
                    .any(|asks| word.contains(asks))
            })
        })
    }

    /// The last program of each script.
    fn ends(&self) -> impl Iterator<Item = Invocation<'_>> {
        let mut ends: BTreeMap<usize, Invocation<'_>> = BTreeMap::new();
        for invocation in self.invocations() {
            // `cron && tail -f log` only shows what cron does.
            if invocation.name != "tail" || ends.is_empty() {
                ends.insert(invocation.script_number, invocation);
            }
        }
        ends.into_values()
    }
}

/// Servers that have to start as root and switch accounts themselves: for each job, each login, or for
/// all that comes after the start.
const SWITCH_THEMSELVES: [&str; 4] = ["cron", "crond", "dnsmasq", "sshd"];

/// Programs that change the network or start containers.
const FOR_ROOT: [&str; 8] = [
    "buildkitd",
    "containerd",
    "dockerd",
    "fail2ban-server",
    "keepalived",
    "openvpn",
    "pppd",
    "wg-quick",
];

/// What starts programs as the accounts that its own configuration names.
const SUPERVISORS: [&str; 4] = ["runsvdir", "s6-svscan", "supervisord", "svscan"];

/// Web servers whose main process opens ports and logs as root.
const WITH_WORKERS: [&str; 7] = [
    "apache2",
    "apache2-foreground",
    "apache2ctl",
    "apachectl",
    "httpd",
    "httpd-foreground",
    "nginx",
];

fn of_command<'a>(argv: &[Argument<'a>]) -> Option<PrivilegeDrop<'a>> {
    let first = argv.first()?;
    let program = first.program();
    let rest = &argv[1..];
    let user = match program {
        "gosu" | "su-exec" | "s6-setuidgid" | "setuidgid" | "s6-applyuidgid" | "entrypoint-su" => rest
            .iter()
            .find(|argument| !argument.is_flag())
            .map(|argument| argument.text),
        "setpriv" => Some(value(argv, &["reuid", "ruid", "euid", "regid"])?),
        "chroot" => Some(value(argv, &["userspec"])?),
        "chpst" => Some(value(argv, &["u", "U"])?),
        "start-stop-daemon" => Some(value(argv, &["c", "chuid"])?),
        "su" => Some(user_of_su(argv)),
        "runuser" => {
            let named = value(argv, &["u", "user"]);
            Some(named.unwrap_or_else(|| user_of_su(argv)))
        }
        "sudo" | "doas" => Some(value(argv, &["u", "user"])?),
        _ => return None,
    };
    Some(PrivilegeDrop {
        program,
        span: first.span,
        user,
    })
}

/// The value of a flag that comes before the command to run.
fn value<'a>(argv: &[Argument<'a>], names: &[&str]) -> Option<&'a str> {
    Parted::of(argv)
        .flags
        .iter()
        .find(|flag| names.contains(&flag.name))?
        .value
}

/// `su [-] [user]`; without a user it is root.
fn user_of_su<'a>(argv: &[Argument<'a>]) -> &'a str {
    let parted = Parted::of(argv);
    let user = parted.operands.iter().find(|operand| operand.text != "-");
    user.map_or("root", |operand| operand.text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_user_is_found() {
        for (line, user) in [
            ("gosu app node x", Some("app")),
            ("exec gosu 1000:1000 node x", Some("1000:1000")),
            ("tini -- su-exec redis redis-server", Some("redis")),
            ("setpriv --reuid=app --regid=app --init-groups x", Some("app")),
            ("setpriv --reuid 1000 x", Some("1000")),
            ("runuser -u app -- x", Some("app")),
            ("runuser app -c x", Some("app")),
            ("su - app -c x", Some("app")),
            ("su -c x app", Some("app")),
            ("su", Some("root")),
            ("chroot --userspec=app / x", Some("app")),
            ("chroot / x", None),
            ("s6-setuidgid abc x", Some("abc")),
            ("start-stop-daemon --start --chuid app --exec x", Some("app")),
            ("sudo -u app x", Some("app")),
            ("sudo x", None),
            ("node x", None),
        ] {
            let argv: Vec<_> = line.split(' ').map(|w| Argument::new(w, Span::default())).collect();
            assert_eq!(privilege_drop(&argv).map(|d| d.user.unwrap_or("?")), user, "{line}");
        }
    }

    #[test]
    fn what_the_code_ends_with_decides() {
        for (code, drops) in [
            ("chown app /d && exec runuser -u app -- x", true),
            ("su app -c init; exec x", false),
            ("exec crond -f -l 8", true),
            ("cron && tail -f /var/log/cron.log", true),
            ("cron && exec node x", false),
            ("/usr/sbin/sshd -D", true),
            ("tail -f /dev/null", false),
        ] {
            let commands = crate::command::tests::commands(code);
            assert_eq!(commands.drop_privileges(), drops, "{code}");
        }
    }

    #[test]
    fn conditions_that_ask_for_the_account() {
        for (code, asks) in [
            (r#"if [ "$(id -u)" -ne 0 ]; then sudo x; else x; fi"#, true),
            ("[ $EUID != 0 ] && sudo x", true),
            (r#"test "`id -un`" = root || sudo x"#, true),
            ("sudo adduser $(whoami) audio", false),
            ("sudo chown $(id -u) x", false),
        ] {
            assert_eq!(crate::command::tests::commands(code).ask_who_runs(), asks, "{code}");
        }
    }

    #[test]
    fn what_needs_no_password() {
        use Passwordless::{Everything, Listed};
        for (line, expected) in [
            ("app ALL=(ALL) NOPASSWD: ALL", Some(Everything)),
            ("app ALL=(ALL:ALL) NOPASSWD:ALL", Some(Everything)),
            ("app ALL=NOPASSWD: SETENV: ALL", Some(Everything)),
            ("app ALL=NOPASSWD: /sbin/mount.nfs, /bin/umount", Some(Listed)),
            ("app ALL=NOPASSWD: /bin/umount, /bin/bash", Some(Everything)),
            ("app ALL=NOPASSWD: /usr/bin/*", Some(Everything)),
            ("app ALL=NOPASSWD: $COMMANDS", Some(Everything)),
            ("app ALL=NOPASSWD: /bin/umount\nb ALL=NOPASSWD: ALL", Some(Everything)),
            ("app ALL=(ALL) ALL", None),
        ] {
            assert_eq!(passwordless(line), expected, "{line}");
        }
    }

    #[test]
    fn tunnels_and_containers_need_root() {
        for (code, needs) in [
            ("openvpn --config /vpn.conf", true),
            ("exec dockerd -H unix:///run/docker.sock", true),
            ("openvpn --version && exec node x", false),
            ("node openvpn", false),
        ] {
            let commands = crate::command::tests::commands(code);
            assert_eq!(commands.need_root(), needs, "{code}");
        }
    }

    #[test]
    fn web_servers_have_workers() {
        for (code, workers) in [
            ("exec php-fpm", true),
            ("php-fpm8.2 -F", true),
            ("nginx -g 'daemon off;'", true),
            ("nginx && exec node x", false),
            ("supervisord -n -c /etc/supervisord.conf", true),
            ("php artisan serve", false),
        ] {
            let commands = crate::command::tests::commands(code);
            assert_eq!(commands.start_workers(), workers, "{code}");
        }
    }
}
