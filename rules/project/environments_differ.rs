use std::collections::HashSet;

use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::environment::Environment;
use plimsoll_model::service::Drift;
use plimsoll_model::view::ComposeFile;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("environments_differ.md")),
    checks: &[Check::Compose(check)],
};

fn check(compose: ComposeFile<'_>, cx: &mut Context<'_>) {
    if compose.verdict().environment != Environment::Development {
        return;
    }
    let mut told = HashSet::new();
    for side in compose.production_sides() {
        for service in compose.services() {
            let name = &*service.facts().name.value;
            let twin = side.services().find(|twin| *twin.facts().name.value == *name);
            let Some(found) = twin.and_then(|twin| service.drift_from(twin)) else {
                continue;
            };
            // Several ways to start the production side say the same.
            if !told.insert(name) {
                continue;
            }
            let (message, help, note) = match &found.drift {
                Drift::Image { own, other } => (
                    format!("`{name}` is `{own}` here, and `{other}` in production"),
                    "use the same image and major version, so that what works here works there",
                    "production",
                ),
                Drift::Base { own, other } => (
                    format!("`{name}` is built on `{own}` here, and on `{other}` for production"),
                    "build both on the same major version, so that what works here works there",
                    "the image for production",
                ),
                Drift::Healthcheck => (
                    format!("`{name}` has a health check here, and none in production"),
                    "move it into the file that both use",
                    "",
                ),
            };
            let finding = cx.report(found.span, message);
            finding.help(help);
            if let Some(other) = found.other {
                finding.note(other, note);
            }
        }
    }
}
