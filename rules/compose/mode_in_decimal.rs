use plimsoll_lint::{Check, Context, Fix, Page, Rule};
use plimsoll_model::view::Service;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("mode_in_decimal.md")),
    checks: &[Check::Service(check)],
};

fn check(service: Service<'_>, cx: &mut Context<'_>) {
    for misread in service.misread_modes() {
        let written = misread.mode.as_str();
        cx.report(
            misread.mode.span,
            format!(
                "without a leading `0` this is a decimal number, and means `{:04o}`",
                misread.read_as
            ),
        )
        .help(format!("write `0{written}`"))
        .fix(Fix::unsafe_(
            "read it as octal",
            [misread.mode.span.at_start().replace("0")],
        ));
    }
}
