use plimsoll_lint::{Check, Context, Fix, Page, Rule};
use plimsoll_model::compose::MountSyntax;
use plimsoll_model::view::Service;
use plimsoll_syntax::yaml::is_plain_text;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("volume_quoted.md")),
    checks: &[Check::Service(check)],
};

fn check(service: Service<'_>, cx: &mut Context<'_>) {
    for mount in service.facts().mounts() {
        let written = cx.text(mount.span);
        let inner = ['"', '\'']
            .iter()
            .find_map(|&quote| written.strip_prefix(quote)?.strip_suffix(quote));
        let Some(inner) = inner.filter(|inner| mount.syntax == MountSyntax::Short && is_plain_text(inner)) else {
            continue;
        };
        cx.report(mount.span, "these quotes are not needed")
            .help("remove them")
            .fix(Fix::safe("remove the quotes", [mount.span.replace(inner)]));
    }
}
