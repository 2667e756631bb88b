use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::view::Service;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("restarts_unlimited.md")),
    checks: &[Check::Service(check)],
};

const HELP: &str = "add a limit, such as `on-failure:5`";

fn check(service: Service<'_>, cx: &mut Context<'_>) {
    // The CIS Docker Benchmark considers five enough.
    let enough = cx.number("max-retries", 5);
    let facts = service.facts();
    if let Some(restart) = &facts.restart
        && let Some(count) = restart.value.likely().and_then(|text| text.strip_prefix("on-failure"))
    {
        match count.strip_prefix(':').map(str::parse::<u32>) {
            None => {
                cx.report(restart.span, "nothing limits how often it restarts")
                    .help(HELP);
            }
            Some(Ok(count)) if count > enough => {
                cx.report(restart.span, format!("it may restart more than {enough} times"))
                    .help(HELP);
            }
            Some(_) => {}
        }
    }
    let attempts = facts
        .deploy
        .as_ref()
        .and_then(|deploy| deploy.value.restart_attempts.as_ref());
    if let Some(attempts) = attempts
        && attempts
            .value
            .likely()
            .and_then(|text| text.parse().ok())
            .is_some_and(|count: u32| count > enough)
    {
        cx.report(attempts.span, format!("it may restart more than {enough} times"))
            .help("lower `max_attempts`");
    }
}
