use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::view::Dockerfile;
use plimsoll_syntax::SyntaxErrorKind;
use plimsoll_syntax::dockerfile::Operator;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("unsupported_variable_modifier.md")),
    checks: &[Check::Syntax(SyntaxErrorKind::Modifier), Check::Dockerfile(check)],
};

/// The frontend's release that introduced the operators that cut and replace: its release notes,
/// 1.7.0.
const SINCE: (u32, u32) = (1, 7);

fn check(dockerfile: Dockerfile<'_>, cx: &mut Context<'_>) {
    let Some(version) = dockerfile.frontend_version().filter(|version| *version < SINCE) else {
        return;
    };
    for used in dockerfile.instructions().flat_map(|i| i.variable_uses()) {
        let Some(modifier) = &used.variable.modifier else {
            continue;
        };
        let is_new = matches!(
            modifier.operator.value,
            Operator::StripPrefix { .. } | Operator::StripSuffix { .. } | Operator::Replace { .. }
        );
        if is_new {
            let operator = cx.text(modifier.operator.span);
            let text = format!(
                "version {}.{} of the frontend does not support `{operator}` in a variable",
                version.0, version.1
            );
            cx.report(modifier.operator.span, text)
                .help("ask for a newer one: `# syntax=docker/dockerfile:1`");
        }
    }
}
