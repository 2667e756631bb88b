//! Changes of permissions: `chmod`, `mkdir -m`, `install -m`, and the `--chmod` of COPY and ADD.

use plimsoll_syntax::Span;

use super::ownership::ownership_change;
use crate::command::argument::{Argument, Parted};
use crate::command::{Commands, Invocation};

/// The bits of a mode that are certainly set, whatever the file had before.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Mode(u16);

const SET_USER_ID: u16 = 0o4000;
const SET_GROUP_ID: u16 = 0o2000;
const STICKY: u16 = 0o1000;

/// What is kept from group and others where a mode names nobody: the usual umask.
const UMASK: u16 = 0o022;

/// A command that gives permissions.
#[derive(Clone, Debug)]
pub struct PermissionChange<'a> {
    pub mode: Mode,
    /// The mode as written.
    pub text: &'a str,
    pub span: Span,
    pub targets: Vec<Argument<'a>>,
    /// It creates folders, and the mode is theirs.
    pub makes_folder: bool,
    /// What is below the targets gets it, too.
    pub is_recursive: bool,
    /// The account that the same command gives them to.
    pub owner: Option<&'a str>,
}

/// The permissions that a command sets, if any; an unknown mode gives none.
pub fn permission_change<'a>(argv: &[Argument<'a>]) -> Option<PermissionChange<'a>> {
    match argv.first()?.program() {
        "chmod" => of_chmod(argv),
        "mkdir" => of_flag(argv, true),
        "install" => {
            let makes_folder = argv
                .iter()
                .any(|a| a.is_flag() && !a.text.starts_with("--") && a.text.contains('d'));
            of_flag(argv, makes_folder)
        }
        _ => None,
    }
}

fn of_chmod<'a>(argv: &[Argument<'a>]) -> Option<PermissionChange<'a>> {
    let parted = Parted::of(argv);
    if parted.has(&["reference"]) {
        return None;
    }
    let (mode, targets) = parted.operands.split_first()?;
    Some(PermissionChange {
        mode: Mode::parse(mode.text)?,
        text: mode.text,
        span: mode.span,
        targets: targets.to_vec(),
        makes_folder: false,
        is_recursive: parted.has(&["R", "recursive"]),
        owner: None,
    })
}

fn of_flag<'a>(argv: &[Argument<'a>], makes_folder: bool) -> Option<PermissionChange<'a>> {
    let parted = Parted::of(argv);
    let flag = parted.flag(&["m", "mode"])?;
    let text = flag.value?;
    let owner = parted.flag(&["o", "owner"]).and_then(|flag| flag.value);
    Some(PermissionChange {
        mode: Mode::parse(text)?,
        text,
        span: flag.value_span.unwrap_or(flag.argument.span),
        targets: parted.operands,
        makes_folder,
        is_recursive: false,
        owner,
    })
}

impl<'a> PermissionChange<'a> {
    /// The account that owns all its folders, if the commands around it make them, and give them to one.
    pub fn folder_owner(&self, commands: &'a Commands) -> Option<&'a str> {
        let invocations = || commands.invocations();
        let is_among =
            |target: &Argument<'_>, paths: &[Argument<'_>]| paths.iter().any(|path| path.text == target.text);
        let makes = |invocation: &Invocation<'_>, target: &Argument<'_>| {
            invocation.name == "mkdir" && is_among(target, &invocation.argv()[1..])
        };
        let is_folder = |target: &Argument<'_>| {
            self.makes_folder || self.is_recursive || invocations().any(|invocation| makes(&invocation, target))
        };
        if self.targets.is_empty() || !self.targets.iter().all(is_folder) {
            return None;
        }
        let given = || {
            let mut changes = invocations().filter_map(|invocation| ownership_change(invocation.argv()));
            let change = changes.find(|change| {
                change.program == "chown" && self.targets.iter().all(|target| is_among(target, &change.paths))
            })?;
            change.value.map(|value| value.text)
        };
        let owner = self.owner.or_else(given)?.split(':').next()?;
        (!owner.is_empty() && !owner.contains('$')).then_some(owner)
    }

    /// Whether it takes from everybody but root the right to enter a folder: `chmod -R 666`.
    pub fn closes_folder(&self) -> bool {
        let on_folder = self.makes_folder || self.is_recursive || self.targets.iter().any(|t| t.text.ends_with('/'));
        on_folder && Mode::octal(self.text).is_some_and(|mode| mode.0 & 0o111 == 0)
    }
}

impl Mode {
    /// Reads a mode as chmod(1) takes it: octal digits, or clauses such as `u+s,o=rw`.
    pub fn parse(text: &str) -> Option<Self> {
        Self::octal(text).or_else(|| {
            let mut mode = Self::default();
            for clause in text.split(',') {
                mode.change(clause)?;
            }
            Some(mode)
        })
    }

    /// Reads a mode of octal digits alone.
    pub fn octal(text: &str) -> Option<Self> {
        let is_octal = !text.is_empty() && text.bytes().all(|b| (b'0'..=b'7').contains(&b));
        // The lowest four digits count; any before them are leading zeros.
        let digits = is_octal.then(|| &text[text.len().saturating_sub(4)..])?;
        u16::from_str_radix(digits, 8).ok().map(Self)
    }

    /// Everybody may write.
    pub fn is_world_writable(self) -> bool {
        self.0 & 0o002 != 0
    }

    /// Everybody may read, write or enter.
    pub fn is_open_to_others(self) -> bool {
        self.0 & 0o007 != 0
    }

    /// Somebody may execute it.
    pub fn is_executable(self) -> bool {
        self.0 & 0o111 != 0
    }

    pub fn sets_user_id(self) -> bool {
        self.0 & SET_USER_ID != 0
    }

    pub fn sets_group_id(self) -> bool {
        self.0 & SET_GROUP_ID != 0
    }

    /// In a folder, only the owner of a file may remove it.
    pub fn is_sticky(self) -> bool {
        self.0 & STICKY != 0
    }

    /// Does what a clause such as `go=u-w` says to the bits, from left to right.
    // gnulib, lib/modechange.c.
    fn change(&mut self, clause: &str) -> Option<()> {
        let is_operator = |c: char| matches!(c, '+' | '-' | '=');
        let (who, mut rest) = clause.split_at(clause.find(is_operator)?);
        let affected = who.bytes().try_fold(0, |bits, letter| Some(bits | bits_of(letter)?))?;
        while let Some(operator) = rest.chars().next() {
            let (permissions, behind) = rest[1..].split_at(rest[1..].find(is_operator).unwrap_or(rest.len() - 1));
            rest = behind;
            let kept = if who.is_empty() { !UMASK } else { affected };
            let bits = self.named(permissions)? & kept;
            self.0 = match operator {
                '+' => self.0 | bits,
                '-' => self.0 & !bits,
                _ if who.is_empty() => bits,
                _ => self.0 & !affected | bits,
            };
        }
        Some(())
    }

    /// The bits that letters stand for, in the places of all: `rw`, or `u` for what the owner has.
    fn named(self, permissions: &str) -> Option<u16> {
        let copied = match permissions {
            "u" => Some(self.0 >> 6),
            "g" => Some(self.0 >> 3),
            "o" => Some(self.0),
            _ => None,
        };
        if let Some(bits) = copied {
            return Some((bits & 0o7) * 0o111);
        }
        permissions.bytes().try_fold(0, |bits, letter| {
            let named = match letter {
                b'r' => 0o444,
                b'w' => 0o222,
                b'x' => 0o111,
                // Only for folders, and for what somebody may execute already.
                b'X' => 0,
                b's' => SET_USER_ID | SET_GROUP_ID,
                b't' => STICKY,
                _ => return None,
            };
            Some(bits | named)
        })
    }
}

/// The bits that a letter for an account is about.
fn bits_of(who: u8) -> Option<u16> {
    Some(match who {
        b'u' => SET_USER_ID | 0o700,
        b'g' => SET_GROUP_ID | 0o070,
        b'o' => STICKY | 0o007,
        b'a' => 0o7777,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn modes_are_read() {
        for (text, expected) in [
            ("777", Some("w")),
            ("0777", Some("w")),
            ("755", Some("")),
            ("4755", Some("u")),
            ("6755", Some("ug")),
            ("001777", Some("wt")),
            ("2775", Some("g")),
            ("a+w", Some("w")),
            ("o=rw", Some("w")),
            ("ugo+rwx", Some("w")),
            ("+w", Some("")),
            ("+x", Some("")),
            ("a+rX", Some("")),
            ("o-w", Some("")),
            ("u+s", Some("u")),
            ("+s", Some("ug")),
            ("g+s,o+w", Some("gw")),
            ("a-s", Some("")),
            ("+t", Some("t")),
            ("u=rwx,g=rx,o=", Some("")),
            ("a=rwx,o=", Some("")),
            ("a=rwx,o-w", Some("")),
            ("a+w,o-w", Some("")),
            ("o-w,a+w", Some("w")),
            ("a=rw,o=r", Some("")),
            ("a+w-w", Some("")),
            ("u+w,o=u", Some("w")),
            ("o=u", Some("")),
            ("a+w,=r", Some("")),
            // What the umask forbids is not taken away either.
            ("a+w,-w", Some("w")),
            ("u+s,u=rwx", Some("")),
            ("o+s,g+t", Some("")),
            ("a+rwxt", Some("wt")),
            ("u+ur", None),
            ("x+w", None),
            ("$MODE", None),
            ("entrypoint.sh", None),
            ("", None),
        ] {
            let mode = Mode::parse(text);
            let letters = mode.map(|m| {
                let mut letters = String::new();
                for (is_set, letter) in [
                    (m.sets_user_id(), 'u'),
                    (m.sets_group_id(), 'g'),
                    (m.is_world_writable(), 'w'),
                    (m.is_sticky(), 't'),
                ] {
                    letters.extend(is_set.then_some(letter));
                }
                letters
            });
            assert_eq!(letters.as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn folders_that_nobody_can_enter() {
        for (line, expected) in [
            ("chmod -R 0666 /data", true),
            ("mkdir -m 666 /data", true),
            ("chmod 666 /data/", true),
            ("chmod 666 /data", false),
            ("chmod -R 766 /data", false),
            ("chmod -R a+w /data", false),
        ] {
            let argv: Vec<_> = line.split(' ').map(|w| Argument::new(w, Span::default())).collect();
            let closes = permission_change(&argv).is_some_and(|change| change.closes_folder());
            assert_eq!(closes, expected, "{line}");
        }
    }

    #[test]
    fn commands_are_read() {
        for (line, text, targets) in [
            ("chmod -R 777 /data", Some("777"), 1),
            ("chmod --recursive o+w a b", Some("o+w"), 2),
            ("chmod --reference=a b", None, 0),
            ("chmod -x a", None, 0),
            ("mkdir -p -m 0777 /data", Some("0777"), 1),
            ("mkdir -m777 /data", Some("777"), 1),
            ("install -o root -m 4755 a /usr/bin/a", Some("4755"), 2),
            ("chown 777 a", None, 0),
        ] {
            let argv: Vec<_> = line.split(' ').map(|w| Argument::new(w, Span::default())).collect();
            let found = permission_change(&argv);
            assert_eq!(found.as_ref().map(|f| f.text), text, "{line}");
            assert_eq!(found.map_or(0, |f| f.targets.len()), targets, "{line}");
        }
    }
}
