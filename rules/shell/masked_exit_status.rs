use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::dockerfile::ShellFinding;
use plimsoll_model::view::ShellPlace;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("masked_exit_status.md")),
    checks: &[Check::Shell(check), Check::Script(check)],
};

fn check(found: &ShellFinding, code: ShellPlace<'_>, cx: &mut Context<'_>) {
    if cannot_sensibly_fail(code, found) || !stops_at_failures(code, found) {
        return;
    }
    let message = "the declaration hides a failure of the command";
    cx.report(found.span, message)
        .help("assign first, then declare: `name=$(…) && export name`");
}

/// Whether a failure would end the code: a script goes on without `set -e`, whatever fails in it.
fn stops_at_failures(code: ShellPlace<'_>, found: &ShellFinding) -> bool {
    let declaration = code.invocation_at(found.span);
    code.run().is_some() || declaration.is_some_and(|declaration| declaration.command().options.errexit)
}

/// Whether all programs that are run for the value are ones such as `mktemp` and `uname`.
fn cannot_sensibly_fail(code: ShellPlace<'_>, found: &ShellFinding) -> bool {
    let Some(declaration) = code.invocation_at(found.span) else {
        return false;
    };
    let mut inside = code.invocations_in(declaration.span).skip(1);
    inside.all(|command| command.prints_word())
}
