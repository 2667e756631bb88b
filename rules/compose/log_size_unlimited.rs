use plimsoll_lint::{Check, Context, Fix, Page, Rule};
use plimsoll_model::compose::{Field, Logging};
use plimsoll_model::view::{ComposeFile, Service};
use plimsoll_syntax::Edit;
use plimsoll_syntax::yaml::edit::Content;

use crate::compose_edit;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("log_size_unlimited.md")),
    checks: &[Check::Compose(check)],
};

const HELP: &str = "set `max-size` under `logging.options`, or use `driver: local`, which rotates by itself";

const TITLE: &str = "limit the log to some files of 10 MB";

fn check(compose: ComposeFile<'_>, cx: &mut Context<'_>) {
    let mut says_nothing = true;
    let mut stays = false;
    for service in compose.services() {
        if let Some(logging) = &service.facts().logging {
            says_nothing = false;
            if service.log_grows().likely() == Some(true) {
                let finding = cx.report(logging.key, "this log can grow until the disk is full");
                finding.help(HELP);
                if let Some(edit) = limit(service, logging) {
                    finding.fix(Fix::unsafe_(TITLE, [edit]));
                }
            }
            continue;
        }
        let is_left = service.is_whole();
        says_nothing &= is_left || service.is_part();
        stays |= is_left && !service.is_job();
    }
    let services = compose.root().and_then(|root| root.get("services"));
    if let (true, true, Some(services)) = (says_nothing, stays, services) {
        let place = services.key.span();
        let finding = cx.report(place, "the logs of these services can grow until the disk is full");
        finding.help(HELP);
        let growing = compose
            .services()
            .filter(|service| service.is_whole() && !service.is_job());
        let edits: Option<Vec<Edit>> = growing.map(start_limited).collect();
        if let Some(edits) = edits {
            finding.fix(Fix::unsafe_(TITLE, edits));
        }
    }
}

/// What Docker's usual driver takes.
fn options() -> Content {
    Content::mapping([("max-size", Content::text("10m")), ("max-file", Content::text("3"))])
}

fn start_limited(service: Service<'_>) -> Option<Edit> {
    let logging = Content::mapping([("driver", Content::text("json-file")), ("options", options())]);
    compose_edit::set(service, "logging", &logging)
}

/// Limits a log that has options of its own.
fn limit(service: Service<'_>, logging: &Field<Logging>) -> Option<Edit> {
    let site = compose_edit::entry(service, logging.key)?;
    match site.child("options") {
        Some(options) => options.insert("max-size", &Content::text("10m")),
        None => site.insert("options", &options()),
    }
}
