use plimsoll_lint::{Check, Context, Fix, Page, Rule};
use plimsoll_model::command::Invocation;
use plimsoll_model::dockerfile::ShellFinding;
use plimsoll_model::view::ShellPlace;
use plimsoll_syntax::Edit;
use plimsoll_syntax::shell::Connector;

use crate::edit::is_in_line;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("masked_exit_status.md")),
    checks: &[Check::Shell(check), Check::Script(check)],
};

fn check(found: &ShellFinding, code: ShellPlace<'_>, cx: &mut Context<'_>) {
    if cannot_sensibly_fail(code, found) || !stops_at_failures(code, found) {
        return;
    }
    let message = "the declaration hides a failure of the command";
    let edits = assign_first(found, code);
    let finding = cx.report(found.span, message);
    finding.help("assign first, and declare it in a command of its own: `name=$(…)`, then `export name`");
    if let Some(edits) = edits {
        finding.fix(Fix::unsafe_("assign first, then declare", edits));
    }
}

/// `export name=$(…)` becomes `name=$(…) && export name`. None where the command has more words, or where
/// two commands would be another thing than one: outside a chain of `&&`, where a failure before `&&` stops
/// nothing, and for `local`, which would make a new variable.
fn assign_first(found: &ShellFinding, code: ShellPlace<'_>) -> Option<[Edit; 2]> {
    let declaration = code.invocation_at(found.span)?;
    let command = declaration.command();
    let [assignment] = declaration.arguments() else {
        return None;
    };
    let (name, _) = assignment.text.split_once('=')?;
    let is_alone = command.redirects.is_empty()
        && !command.negated
        && declaration.wrappers.is_empty()
        && command.span == declaration.span
        && declaration.script.pipeline_of(declaration.index).len() == 1;
    let mut in_list = declaration
        .script
        .commands
        .iter()
        .filter(|command| command.parent.is_none());
    let is_in_chain = command.parent.is_none()
        && in_list.all(|command| matches!(command.connector, Connector::First | Connector::And));
    let is_plain = matches!(declaration.name, "export" | "readonly") && assignment.span.start == found.span.start;
    let declare = declaration.name_span().at_start().to(assignment.span.at_start());
    let edits = [
        declare.replace(""),
        assignment.span.insert_after(format!(" && {} {name}", declaration.name)),
    ];
    (is_alone && is_plain && is_in_chain && is_in_line(code, found.span)).then_some(edits)
}

/// Whether a failure would end the code: a script goes on without `set -e`, whatever fails in it.
fn stops_at_failures(code: ShellPlace<'_>, found: &ShellFinding) -> bool {
    let declaration = code.invocation_at(found.span);
    code.run().is_some() || declaration.is_some_and(|declaration| declaration.command().options.errexit)
}

/// Whether all programs that are run for the value are ones such as `mktemp` and `uname`, or read what the
/// kernel tells.
fn cannot_sensibly_fail(code: ShellPlace<'_>, found: &ShellFinding) -> bool {
    let Some(declaration) = code.invocation_at(found.span) else {
        return false;
    };
    let mut inside = code.invocations_in(declaration.span).skip(1);
    inside.all(|command| command.prints_word() || reads_kernel(&command))
}

/// Whether the files that a command reads are those of the kernel: `grep -c ^processor /proc/cpuinfo`.
fn reads_kernel(command: &Invocation<'_>) -> bool {
    let files = command.arguments().iter().filter(|word| word.text.starts_with('/'));
    let mut files = files.map(|word| word.text).peekable();
    files.peek().is_some() && files.all(|file| ["/proc/", "/sys/"].iter().any(|folder| file.starts_with(folder)))
}
