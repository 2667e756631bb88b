//! Checks with `! command` that check nothing.

use plimsoll_syntax::Span;
use plimsoll_syntax::shell::{Connector, Script};

use crate::command::invocation::Commands;

/// The negated pipelines whose result is ignored: `set -e` passes over them, no `&&` or `||`
/// follows, and another command decides how the code ends. Each is given by its first command.
// POSIX.1-2024, Shell Command Language, set -e: not where the pipeline begins with `!`.
pub fn ignored_negations(commands: &Commands) -> Vec<Span> {
    commands.scripts().flat_map(in_script).collect()
}

fn in_script(script: &Script) -> Vec<Span> {
    let mut ignored = Vec::new();
    // The one that waits for what follows it, by its place. Only the outermost list is looked at:
    // in an inner one the last command counts too, and it is not known for whom.
    let mut open: Option<usize> = None;
    for (at, command) in script.commands.iter().enumerate().filter(|(_, c)| c.depth == 0) {
        if command.stage > 0 {
            continue;
        }
        if let Some(before) = open.take()
            && matches!(command.connector, Connector::Then)
        {
            ignored.push(script.commands[before].span);
        }
        if command.negated && command.options.errexit && !command.background {
            open = Some(at);
        }
    }
    ignored
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::tests::commands;

    #[test]
    fn negations_that_nobody_looks_at() {
        for (code, expected) in [
            ("set -e; ! grep -q x /f; echo done", 1),
            ("set -eux\n! grep -q x /f\nmake\n! test -f y\nmake", 2),
            ("set -e; a | ! b; c", 0),
            ("set -e; ! a | b; c", 1),
            ("set -e; ! grep -q x /f && echo ok; echo done", 0),
            ("set -e; ! grep -q x /f || exit 1; echo done", 0),
            ("set -e; echo; ! grep -q x /f", 0),
            ("set -e; if ! a; then b; fi; c", 0),
            ("! a; b", 0),
        ] {
            assert_eq!(ignored_negations(&commands(code)).len(), expected, "{code}");
        }
    }
}
