use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::view::ComposeFile;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("duplicate_host_port.md")),
    checks: &[Check::Compose(check)],
};

fn check(compose: ComposeFile<'_>, cx: &mut Context<'_>) {
    for clash in compose.port_clashes() {
        let text = format!(
            "port {} of the host is already used by `{}`",
            clash.port, clash.first_service
        );
        cx.report(clash.span, text)
            .help("publish it on another host port; services that never run together belong in `profiles`")
            .note(clash.first, "the first one");
    }
}
