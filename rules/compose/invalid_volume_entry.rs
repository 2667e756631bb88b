use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::view::Service;
use plimsoll_syntax::SyntaxErrorKind;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("invalid_volume_entry.md")),
    checks: &[Check::Syntax(SyntaxErrorKind::ComposeMount), Check::Service(check)],
};

fn check(service: Service<'_>, cx: &mut Context<'_>) {
    for mount in service.mounts() {
        if let Some((span, fault)) = mount.fault(service.compose().facts()) {
            cx.report(span, fault)
                .help("a mount is `[source:]target[:mode]`, or has the keys for it");
        }
    }
}
