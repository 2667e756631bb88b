use plimsoll_lint::{Check, Context, Fix, Page, Rule};
use plimsoll_model::compose::Format;
use plimsoll_model::view::ComposeFile;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("services_section_missing.md")),
    checks: &[Check::Compose(check)],
};

fn check(compose: ComposeFile<'_>, cx: &mut Context<'_>) {
    let Some(first) = compose.root().and_then(|root| root.written_entries().next()) else {
        return;
    };
    if compose.format == Format::Legacy {
        let finding = cx.report(first.key.span(), "services are at the top level, as in version 1");
        finding.help("put them under `services:`");
        if let Some(edits) = compose.facts().yaml.nested_in("services") {
            finding.fix(Fix::unsafe_("put them under `services:`", edits));
        }
        return;
    }
    let has_services = compose.root().is_some_and(|root| root.get("services").is_some());
    if !has_services && compose.stands_alone() {
        cx.report(first.key.span(), "the file has no `services`")
            .help("a Compose file needs `services:` with at least one service");
    }
}
