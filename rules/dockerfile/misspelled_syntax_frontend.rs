use plimsoll_lint::{Check, Context, Fix, Page, Rule};
use plimsoll_model::view::Dockerfile;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("misspelled_syntax_frontend.md")),
    checks: &[Check::Dockerfile(check)],
};

fn check(dockerfile: Dockerfile<'_>, cx: &mut Context<'_>) {
    let Some((span, meant)) = dockerfile.misspelled_frontend() else {
        return;
    };
    let text = format!("`{}` is not Docker's frontend", cx.text(span));
    let finding = cx.report(span, text);
    finding.help(format!("did you mean `{meant}`?"));
    finding.fix(Fix::unsafe_(format!("write `{meant}`"), [span.replace(meant)]));
}
