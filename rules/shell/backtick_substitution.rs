use plimsoll_lint::{Check, Context, Fix, Rule};
use plimsoll_model::view::Instruction;
use plimsoll_syntax::Span;

pub(crate) static RULE: Rule = Rule {
    page: include_str!("backtick_substitution.md"),
    checks: &[Check::Run(check)],
};

fn check(instruction: Instruction<'_>, cx: &mut Context<'_>) {
    for found in cx.shell_findings(instruction) {
        let span = found.span;
        // Inside backticks a backslash means something else than inside `$(…)`, and a comment
        // would take the closing parenthesis with it.
        let written = cx.text(span);
        let inner = written.strip_prefix('`').and_then(|rest| rest.strip_suffix('`'));
        let is_plain = inner.is_some_and(|inner| !inner.contains(['\\', '`', '#', '\n']) && !inner.starts_with('('));
        let finding = cx.report(span, "a substitution in backticks, which does not nest");
        finding.code(found.code).help("write `$(…)`");
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
}
