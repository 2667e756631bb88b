use plimsoll_lint::{Check, Context, Fix, Page, Rule};
use plimsoll_model::view::Dockerfile;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("parser_directive_casing.md")),
    checks: &[Check::Dockerfile(check)],
};

fn check(dockerfile: Dockerfile<'_>, cx: &mut Context<'_>) {
    for directive in &dockerfile.tree().directives {
        let (span, lower) = (directive.name.span, &directive.name.value);
        let written = cx.text(span);
        // A JSON file has its frontend in a member, not in a directive.
        if written.eq_ignore_ascii_case(lower) && written != &**lower {
            let finding = cx.report(span, format!("`{written}` is not in lower case"));
            finding.help(format!("write `{lower}`"));
            finding.fix(Fix::safe(format!("write `{lower}`"), [span.replace(lower.to_string())]));
        }
    }
}
