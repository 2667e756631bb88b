//! Changes of permissions: `chmod`, `mkdir -m`, `install -m`, and the `--chmod` of COPY and ADD.

use plimsoll_syntax::Span;

use crate::command::argument::{Argument, Parted};

/// The bits of a mode that matter for who may do what. Only bits that are set are known; those that
/// are taken away are not among them.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Mode {
    /// Everybody may write.
    pub world_writable: bool,
    pub set_user_id: bool,
    pub set_group_id: bool,
    /// In a folder, only the owner of a file may remove it.
    pub sticky: bool,
}

/// A command that gives permissions.
#[derive(Clone, Debug)]
pub struct PermissionChange<'a> {
    pub mode: Mode,
    /// The mode as written.
    pub text: &'a str,
    pub span: Span,
    pub targets: Vec<Argument<'a>>,
    /// It makes folders, so the mode is theirs.
    pub makes_folder: bool,
}

/// The permissions that a command gives, if it does; a mode that is not known gives none.
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
    })
}

fn of_flag<'a>(argv: &[Argument<'a>], makes_folder: bool) -> Option<PermissionChange<'a>> {
    let parted = Parted::of(argv);
    let flag = parted.flag(&["m", "mode"])?;
    let text = flag.value?;
    Some(PermissionChange {
        mode: Mode::parse(text)?,
        text,
        span: flag.value_span.unwrap_or(flag.argument.span),
        targets: parted.operands,
        makes_folder,
    })
}

impl Mode {
    /// Reads a mode as chmod(1) takes it: octal digits, or clauses such as `u+s,o=rw`.
    pub fn parse(text: &str) -> Option<Self> {
        if !text.is_empty() && text.bytes().all(|b| (b'0'..=b'7').contains(&b)) {
            // The lowest four digits count; more are leading zeros.
            let digits = &text[text.len().saturating_sub(4)..];
            let bits = u32::from_str_radix(digits, 8).ok()?;
            return Some(Self {
                world_writable: bits & 0o2 != 0,
                set_user_id: bits & 0o4000 != 0,
                set_group_id: bits & 0o2000 != 0,
                sticky: bits & 0o1000 != 0,
            });
        }
        let mut mode = Self::default();
        for clause in text.split(',') {
            mode.add(clause)?;
        }
        Some(mode)
    }

    fn add(&mut self, clause: &str) -> Option<()> {
        let start = clause.find(['+', '-', '='])?;
        let (who, mut rest) = clause.split_at(start);
        if !who.bytes().all(|b| b"ugoa".contains(&b)) {
            return None;
        }
        while let Some(operator) = rest.chars().next() {
            let end = rest[1..].find(['+', '-', '=']).map_or(rest.len(), |at| at + 1);
            let bits = &rest[1..end];
            if !bits.bytes().all(|b| b"rwxXstugo".contains(&b)) {
                return None;
            }
            rest = &rest[end..];
            if operator == '-' {
                continue;
            }
            let all = who.contains('a');
            // Without a letter, what the umask forbids is not given.
            self.world_writable |= bits.contains('w') && (all || who.contains('o'));
            let special = bits.contains('s');
            self.set_user_id |= special && (all || who.is_empty() || who.contains('u'));
            self.set_group_id |= special && (all || who.is_empty() || who.contains('g'));
            self.sticky |= bits.contains('t');
        }
        Some(())
    }
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
            ("1777", Some("wt")),
            ("4755", Some("u")),
            ("6755", Some("ug")),
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
            ("$MODE", None),
            ("entrypoint.sh", None),
            ("", None),
        ] {
            let mode = Mode::parse(text);
            let letters = mode.map(|m| {
                let mut letters = String::new();
                for (is_set, letter) in [
                    (m.set_user_id, 'u'),
                    (m.set_group_id, 'g'),
                    (m.world_writable, 'w'),
                    (m.sticky, 't'),
                ] {
                    letters.extend(is_set.then_some(letter));
                }
                letters
            });
            assert_eq!(letters.as_deref(), expected, "{text}");
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
