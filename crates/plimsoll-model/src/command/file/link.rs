//! Links without a name.

use crate::command::argument::{Argument, Parted};

/// The only path that `ln` gets; the link takes its name, in whatever the current folder is.
// ln(1), GNU coreutils 9: the second form, `ln TARGET`.
pub fn unnamed_link<'a>(argv: &[Argument<'a>]) -> Option<Argument<'a>> {
    if argv.first()?.program() != "ln" {
        return None;
    }
    let parted = Parted::of(argv);
    let asks = parted.has(&["t", "target-directory", "help", "version"]);
    let [only] = parted.operands[..] else { return None };
    // One word may become several: a variable, `{a,b}`, a pattern, or what xargs adds.
    let is_one = only.is_literal && !only.text.contains(['{', '*', '?', '[']);
    (!asks && is_one).then_some(only)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::tests::commands;

    #[test]
    fn links_without_a_name() {
        for (line, expected) in [
            ("ln -s /usr/bin/python3", Some("/usr/bin/python3")),
            ("ln -s /a /b", None),
            ("ln -s -t /bin /a", None),
            ("ln -s /usr/bin/{a,b}", None),
            ("ln -s $LINK", None),
        ] {
            let commands = commands(line);
            let found = commands.invocations().find_map(|i| unnamed_link(i.argv()));
            assert_eq!(found.map(|a| a.text), expected, "{line}");
        }
    }
}
