use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::view::Service;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("logging_disabled.md")),
    checks: &[Check::Service(check)],
};

fn check(service: Service<'_>, cx: &mut Context<'_>) {
    let logging = service.facts().logging.as_ref();
    let Some(driver) = logging.and_then(|logging| logging.value.driver.as_ref()) else {
        return;
    };
    if driver
        .value
        .likely()
        .is_some_and(|name| name.eq_ignore_ascii_case("none"))
    {
        cx.report(driver.span, "the output of the service is not kept")
            .help("use `driver: local`, which keeps recent output and deletes the rest");
    }
}
