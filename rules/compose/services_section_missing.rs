use plimsoll_lint::{Check, Context, Fix, Page, Rule};
use plimsoll_model::compose::Format;
use plimsoll_model::view::ComposeFile;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("services_section_missing.md")),
    checks: &[Check::Compose(check)],
};

/// Keys of services that later versions do not have.
const OF_VERSION_1: [&str; 5] = ["dockerfile", "log_driver", "log_opt", "net", "volume_driver"];

fn check(compose: ComposeFile<'_>, cx: &mut Context<'_>) {
    let Some(first) = compose.root().and_then(|root| root.written_entries().next()) else {
        return;
    };
    if compose.format == Format::Legacy {
        let finding = cx.report(first.key.span(), "services are at the top level, as in version 1");
        finding.help("put them under `services:`");
        let has_old_keys = || {
            let mut services = compose.services();
            services.any(|service| OF_VERSION_1.iter().any(|key| service.key_span(key).is_some()))
        };
        let edits = compose.facts().yaml.nested_in("services").filter(|_| !has_old_keys());
        if let Some(edits) = edits {
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
