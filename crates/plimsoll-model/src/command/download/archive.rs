//! Which archives a command unpacks.

use crate::command::argument::{Argument, Parted};

/// The archive that `tar` unpacks, if it is given as a file.
pub fn extracted<'a>(argv: &[Argument<'a>]) -> Option<Argument<'a>> {
    let first = argv.first()?;
    if !matches!(first.program(), "tar" | "bsdtar" | "gtar") {
        return None;
    }
    let arguments = &argv[1..];
    // tar(1): the first word may be letters without a dash, whose values follow in order.
    let old = arguments.first().filter(|argument| !argument.is_flag());
    if let Some(letters) = old.filter(|argument| argument.text.bytes().all(|b| b.is_ascii_alphabetic())) {
        let reads = letters.text.contains('x') && letters.text.ends_with('f');
        return arguments.get(1).copied().filter(|_| reads);
    }
    let parted = Parted::of(argv);
    if !parted.has(&["x", "extract", "get"]) {
        return None;
    }
    let file = parted.flag(&["f", "file"])?.value_span?;
    arguments
        .iter()
        .copied()
        .find(|argument| argument.span == file && !argument.is_flag())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::tests::commands;

    #[test]
    fn archives_of_tar() {
        let found = |line: &str| {
            let commands = commands(line);
            let mut found = commands
                .invocations()
                .filter_map(|i| extracted(i.argv()).map(|a| a.text.to_owned()));
            found.next()
        };
        assert_eq!(found("tar xzf /a.tgz -C /x").as_deref(), Some("/a.tgz"));
        assert_eq!(found("tar -xzf a.tgz").as_deref(), Some("a.tgz"));
        assert_eq!(found("tar --extract -C /x --file a.tar").as_deref(), Some("a.tar"));
        assert_eq!(found("tar -czf a.tgz x"), None);
        assert_eq!(found("tar cf a.tar x"), None);
        assert_eq!(found("tar xz"), None);
    }
}
