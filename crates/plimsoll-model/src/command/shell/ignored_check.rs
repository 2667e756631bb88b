//! Checks of downloads whose result nobody looks at.

use super::status::{is_disregarded, is_dropped, is_excused};
use crate::command::download::{Verification, verification};
use crate::command::invocation::{Commands, Invocation};

/// The checks of hashes and signatures that may fail and change nothing: other commands follow that run in
/// any case, or `|| true`.
pub fn ignored_checks(commands: &Commands) -> Vec<Verification<'_>> {
    let traps = |invocation: &Invocation<'_>| {
        invocation.name == "trap" && invocation.arguments().iter().any(|a| matches!(a.text, "ERR" | "EXIT"))
    };
    if commands.invocations().any(|invocation| traps(&invocation)) {
        return Vec::new();
    }
    let checks = commands.invocations().filter(is_ignored);
    checks.filter_map(|invocation| verification(&invocation)).collect()
}

fn is_ignored(invocation: &Invocation<'_>) -> bool {
    let pipeline = invocation.script.pipeline_of(invocation.index);
    let (Some(&first), Some(&last)) = (pipeline.first(), pipeline.last()) else {
        return false;
    };
    // What reads its output decides.
    last == invocation.index
        && !invocation.command().background
        && !is_disregarded(invocation.script, first)
        && !is_asked_for(invocation)
        && (is_dropped(invocation.script, first) || is_excused(invocation.script, last))
}

/// So many commands behind it are looked at: `if [ $? -ne 0 ]` is two.
const NEAR: usize = 3;

/// Whether what follows reads the status, as `test $? -eq 0` and `result=$?` do.
fn is_asked_for(invocation: &Invocation<'_>) -> bool {
    let later = invocation.script.commands.iter().skip(invocation.index as usize + 1);
    later.take(NEAR).any(|command| {
        let values = command
            .assignments
            .iter()
            .filter_map(|assignment| assignment.value.as_ref());
        command
            .arguments
            .iter()
            .chain(values)
            .any(|word| word.text.contains("$?"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::tests::commands;

    #[test]
    fn checks_that_stop_nothing() {
        for (code, expected) in [
            ("curl -o f $U; echo \"$H  f\" | sha256sum -c -; tar xf f", 1),
            ("curl -o f $U\nsha256sum -c f.sha256\ntar xf f", 1),
            ("gpg --verify f.asc f; install f /usr/bin", 1),
            ("sha256sum -c s || true; tar xf f", 1),
            ("set -e; sha256sum -c s; tar xf f", 0),
            ("sha256sum -c s && tar xf f; rm f", 0),
            ("sha256sum -c s || exit 1; tar xf f", 0),
            ("tar xf f; sha256sum -c s", 0),
            ("if sha256sum -c s; then tar xf f; fi; rm s", 0),
            ("[ \"$(sha256sum f)\" = \"$H\" ] || exit 1; tar xf f", 0),
            ("sha256sum f; tar xf f", 0),
            ("sha256sum -c a; if [ $? -ne 0 ]; then exit 1; fi; tar xf a", 0),
            ("gpg --verify a; result=$?; exit $result", 0),
            ("trap 'exit 1' ERR; sha256sum -c a; tar xf a", 0),
        ] {
            assert_eq!(ignored_checks(&commands(code)).len(), expected, "{code}");
        }
    }
}
