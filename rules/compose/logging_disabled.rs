use plimsoll_lint::{Check, Context, Fix, Page, Rule};
use plimsoll_model::view::Service;

use crate::compose_edit;

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
        let finding = cx.report(driver.span, "the output of the service is not kept");
        finding.help("use `driver: local`, which keeps recent output and deletes the rest");
        let has_options = logging.is_some_and(|logging| logging.value.options.is_some());
        let edit = driver.value.text.full_span().replace("local");
        if let Some(edits) = compose_edit::in_scalar(service.compose(), vec![edit]).filter(|_| !has_options) {
            finding.fix(Fix::unsafe_("keep recent output", edits));
        }
    }
}
