use plimsoll_lint::{Check, Context, Fix, Page, Rule};
use plimsoll_model::command::Invocation;
use plimsoll_model::dockerfile::ShellFinding;
use plimsoll_model::view::ShellPlace;
use plimsoll_syntax::Span;

use crate::edit::is_in_line;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("unquoted_command_substitution.md")),
    checks: &[Check::Shell(check), Check::Script(check)],
};

fn check(found: &ShellFinding, code: ShellPlace<'_>, cx: &mut Context<'_>) {
    let prints_word = code.invocations_in(found.span).next().is_some_and(|c| c.prints_word());
    let around = code.invocation_at(found.span);
    if prints_word || around.is_some_and(|command| wants_words(&command, found.span)) {
        return;
    }
    let written = cx.text(found.span);
    let quoted = format!("\"{written}\"");
    let is_plain = written.starts_with("$(") && written.ends_with(')') && is_in_line(code, found.span);
    let finding = cx.report(found.span, "the output is split at spaces and expanded as a pattern");
    finding.help("put the substitution in double quotes");
    if is_plain {
        finding.fix(Fix::unsafe_("put it in double quotes", [found.span.replace(quoted)]));
    }
}

/// Whether a command wants the words of a substitution separately. A whole argument is usually a
/// list, deliberately without quotes, `cp $(find …) /dest`; in a condition, or joined with other
/// text, more than one word is a fault.
fn wants_words(command: &Invocation<'_>, substitution: Span) -> bool {
    let is_condition = matches!(command.name, "[" | "[[" | "test");
    let is_whole = command.arguments().iter().any(|a| a.span == substitution);
    command.takes_list() || (is_whole && !is_condition)
}
