use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::view::ComposeFile;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("log_size_unlimited.md")),
    checks: &[Check::Compose(check)],
};

const HELP: &str = "set `max-size` under `logging.options`, or use `driver: local`, which rotates by itself";

fn check(compose: ComposeFile<'_>, cx: &mut Context<'_>) {
    let mut says_nothing = true;
    let mut stays = false;
    for service in compose.services() {
        if let Some(logging) = &service.facts().logging {
            says_nothing = false;
            if service.log_grows().likely() == Some(true) {
                cx.report(logging.key, "this log can grow until the disk is full")
                    .help(HELP);
            }
            continue;
        }
        let is_left = service.is_whole();
        says_nothing &= is_left || service.is_part();
        stays |= is_left && !service.is_job();
    }
    let services = compose.root().and_then(|root| root.get("services"));
    if let (true, true, Some(services)) = (says_nothing, stays, services) {
        cx.report(
            services.key.span(),
            "the logs of these services can grow until the disk is full",
        )
        .help(HELP);
    }
}
