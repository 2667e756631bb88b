//! Changes of owner and mode.

use crate::command::argument::{Argument, Parted};
use crate::command::program::Program;

/// A `chmod`, `chown` or `chgrp`.
#[derive(Clone, Debug)]
pub struct OwnershipChange<'a> {
    /// `chmod`, `chown` or `chgrp`.
    pub program: &'a str,
    /// The mode, or the owner; absent with `--reference`.
    pub value: Option<Argument<'a>>,
    pub paths: Vec<Argument<'a>>,
    pub recursive: bool,
}

/// The owners and modes that a command changes, if any.
pub fn ownership_change<'a>(argv: &[Argument<'a>]) -> Option<OwnershipChange<'a>> {
    let program = argv.first()?.program();
    if !matches!(program, "chmod" | "chown" | "chgrp") {
        return None;
    }
    // `chmod -x file` removes a mode; `-x` is not a flag.
    let is_mode = |argument: &Argument<'_>| {
        let letters = argument.text.strip_prefix('-');
        program == "chmod"
            && letters.is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|b| b"rwxXst".contains(&b)))
    };
    let (modes, rest): (Vec<_>, Vec<_>) = argv[1..].iter().copied().partition(is_mode);
    let parted = Parted::read(Program::named(program), &rest);
    let recursive = parted.has(&["R", "recursive"]);
    let mut operands = parted.operands.into_iter();
    let value = match modes.first() {
        Some(mode) => Some(*mode),
        None if parted.flags.iter().any(|flag| flag.name == "reference") => None,
        None => operands.next(),
    };
    Some(OwnershipChange {
        program,
        value,
        paths: operands.collect(),
        recursive,
    })
}

impl OwnershipChange<'_> {
    /// The mode as digits, if it is written that way.
    pub fn octal(&self) -> Option<&str> {
        let text = self.value.filter(|value| value.is_literal)?.text;
        let is_octal = (3..=4).contains(&text.len()) && text.bytes().all(|b| (b'0'..=b'7').contains(&b));
        (self.program == "chmod" && is_octal).then_some(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::tests::commands;

    #[test]
    fn modes_are_told_from_flags() {
        let commands = commands("chmod -R 755 /a /b; chmod -x c; chown --recursive a:b d; chmod +x e");
        let found: Vec<_> = commands
            .invocations()
            .filter_map(|i| ownership_change(i.argv()))
            .collect();
        let values: Vec<_> = found.iter().filter_map(|c| c.value).map(|v| v.text).collect();
        assert_eq!(values, ["755", "-x", "a:b", "+x"]);
        assert_eq!(found[0].paths.len(), 2);
        assert_eq!(found[0].octal(), Some("755"));
        assert_eq!(
            found.iter().map(|c| c.recursive).collect::<Vec<_>>(),
            [true, false, true, false]
        );
    }
}
