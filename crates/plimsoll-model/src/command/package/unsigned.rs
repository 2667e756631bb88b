//! Package managers that are told to accept unsigned packages.
//!
//! Whether the packages were checked in another way is left to the rules.

use plimsoll_syntax::Span;

use super::action::Action;
use super::command::package_command;
use super::manager::Manager;
use crate::base::Url;
use crate::command::argument::{Argument, Flag, Parted, is_affirmed, is_off};

/// What disables a signature check.
#[derive(Clone, Copy, Debug)]
pub struct Unsigned<'a> {
    /// The words that do it.
    pub span: Span,
    /// Its form in a message.
    pub what: &'a str,
    /// Only existing files are installed, so a hash can stand in for the signature.
    pub only_files: bool,
    /// Existing files are among what is installed.
    pub some_files: bool,
}

/// What in a command makes a package manager accept unsigned packages, if anything does.
pub fn unsigned_packages<'a>(argv: &[Argument<'a>]) -> Option<Unsigned<'a>> {
    match argv.first()?.program() {
        "echo" | "printf" => return argv[1..].iter().find_map(written),
        "rpm" => {
            let parted = Parted::of(argv);
            let flag = parted.flag(&["nosignature", "nodigest", "nogpg"])?;
            let installs = parted.has(&["i", "U", "F", "install", "upgrade", "freshen"]);
            let only_files = !parted.operands.iter().any(|o| Url::is_in(o.text));
            return installs.then(|| of_flag(flag, only_files, only_files));
        }
        // pacman-key and others have a syntax of their own.
        _ => {}
    }
    let command = package_command(argv)?;
    let is_file = |text: &str| {
        let named = [".apk", ".deb", ".rpm"].iter().any(|ending| text.ends_with(ending));
        !Url::is_in(text) && (named || text.starts_with(['/', '.', '*']))
    };
    let only_files = !command.packages.is_empty() && command.packages.iter().all(|p| is_file(p.argument.text));
    let some_files = command.packages.iter().any(|p| is_file(p.argument.text));
    let flags = &command.flags;
    let flag = match command.manager {
        Manager::Apk => named(flags, &["allow-untrusted"]),
        manager if manager.is_debian() => {
            let names = ["allow-unauthenticated", "force-yes", "allow-insecure-repositories"];
            let on = |flag: &&Flag<'_>| names.contains(&flag.name) && flag.value.is_none_or(|v| !is_off(v));
            flags
                .iter()
                .find(on)
                .or_else(|| flags.iter().find(|flag| apt_setting(flag)))
        }
        manager if manager.is_dnf() => named(flags, &["nogpgcheck", "no-gpgchecks"]).or_else(|| {
            flags.iter().find(|flag| {
                let setting = flag.value.and_then(|value| value.split_once('='));
                let off = |(name, value): (&str, &str)| name.rsplit('.').next() == Some("gpgcheck") && is_off(value);
                flag.name == "setopt" && setting.is_some_and(off)
            })
        }),
        Manager::Zypper => {
            named(flags, &["no-gpg-checks", "allow-unsigned-rpm"]).or_else(|| named(flags, &["no-gpgcheck"]))
        }
        _ => None,
    };
    // A command that only removes or lists packages accepts none.
    let takes = matches!(
        command.action,
        Action::Install | Action::Upgrade | Action::Update | Action::AddRepository
    );
    flag.filter(|_| takes).map(|flag| of_flag(flag, only_files, some_files))
}

/// A configuration line that disables it: `[trusted=yes]` of a source, `gpgcheck=0` of a
/// repository.
pub fn unsigned_setting(text: &str) -> Option<&'static str> {
    let has = |needle: &str| {
        let before = |at: usize| text[..at].chars().next_back();
        let found = text.match_indices(needle).map(|(at, _)| at);
        let mut found = found.filter(|&at| before(at).is_none_or(|c| !c.is_alphanumeric() && c != '_'));
        found.next().is_some()
    };
    // A repository on the machine itself holds what was built there.
    let is_source = text.contains("deb ") || text.contains("deb-src ");
    if text.contains("trusted=yes") && is_source && !text.contains("file:") {
        return Some("[trusted=yes]");
    }
    has("gpgcheck=0").then_some("gpgcheck=0")
}

fn written<'a>(argument: &Argument<'a>) -> Option<Unsigned<'a>> {
    let what = unsigned_setting(argument.text)?;
    Some(Unsigned {
        span: argument.span,
        what,
        only_files: false,
        some_files: false,
    })
}

fn named<'f, 'a>(flags: &'f [Flag<'a>], names: &[&str]) -> Option<&'f Flag<'a>> {
    flags.iter().find(|flag| names.contains(&flag.name))
}

fn apt_setting(flag: &Flag<'_>) -> bool {
    let settings = ["apt::get::allowunauthenticated", "acquire::allowinsecurerepositories"];
    let value = flag.value.and_then(|value| value.split_once('='));
    matches!(flag.name, "o" | "option")
        && value.is_some_and(|(name, value)| settings.contains(&&*name.to_ascii_lowercase()) && is_affirmed(value))
}

fn of_flag<'a>(flag: &Flag<'a>, only_files: bool, some_files: bool) -> Unsigned<'a> {
    Unsigned {
        span: flag
            .value_span
            .map_or(flag.argument.span, |value| flag.argument.span.to(value)),
        what: flag.argument.text,
        only_files,
        some_files,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flags_and_settings_are_found() {
        for (line, expected) in [
            (
                "apk add --allow-untrusted /tmp/x.apk",
                Some(("--allow-untrusted", true)),
            ),
            ("apk add --allow-untrusted x", Some(("--allow-untrusted", false))),
            (
                "apt-get install -y --allow-unauthenticated x",
                Some(("--allow-unauthenticated", false)),
            ),
            ("apt-get install -y --force-yes x", Some(("--force-yes", false))),
            (
                "apt-get -o APT::Get::AllowUnauthenticated=true install x",
                Some(("-o", false)),
            ),
            ("apt-get install -y x", None),
            ("yum install -y --nogpgcheck x", Some(("--nogpgcheck", false))),
            (
                "dnf install --setopt=gpgcheck=0 x",
                Some(("--setopt=gpgcheck=0", false)),
            ),
            ("rpm -i --nosignature x.rpm", Some(("--nosignature", true))),
            ("rpm -q --nosignature x", None),
            ("zypper --no-gpg-checks install x", Some(("--no-gpg-checks", false))),
            ("echo repo_gpgcheck=0", None),
            ("echo gpgcheck=0", Some(("gpgcheck=0", false))),
        ] {
            let argv: Vec<_> = line.split(' ').map(|w| Argument::new(w, Span::default())).collect();
            let found = unsigned_packages(&argv).map(|found| (found.what, found.only_files));
            assert_eq!(found, expected, "{line}");
        }
        assert_eq!(
            unsigned_setting("deb [trusted=yes] https://a.example ./"),
            Some("[trusted=yes]")
        );
        assert_eq!(unsigned_setting("repo_gpgcheck=0"), None);
    }
}
