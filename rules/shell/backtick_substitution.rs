use plimsoll_lint::{Check, Context, Fix, Page, Rule};
use plimsoll_model::dockerfile::ShellFinding;
use plimsoll_model::view::ShellPlace;
use plimsoll_syntax::Span;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("backtick_substitution.md")),
    checks: &[Check::Shell(check), Check::Script(check)],
};

fn check(found: &ShellFinding, _: ShellPlace<'_>, cx: &mut Context<'_>) {
    let span = found.span;
    // A backslash has another meaning inside backticks than inside `$(…)`, and a comment would
    // include the closing parenthesis.
    let written = cx.text(span);
    let inner = written.strip_prefix('`').and_then(|rest| rest.strip_suffix('`'));
    let is_plain = inner.is_some_and(|inner| !inner.contains(['\\', '`', '#', '\n']) && !inner.starts_with('('));
    let finding = cx.report(span, "this substitution uses backticks, which do not nest");
    finding.help("write `$(…)`");
    if is_plain {
        let first = Span {
            end: span.start + 1,
            ..span
        };
        let last = Span {
            start: span.end - 1,
            ..span
        };
        finding.fix(Fix::safe("write `$(…)`", [first.replace("$("), last.replace(")")]));
    }
}
