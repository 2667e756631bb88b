use plimsoll_lint::{Check, Context, Fix, Page, Rule};
use plimsoll_model::compose::HealthForm;
use plimsoll_model::view::Service;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("invalid_healthcheck_test.md")),
    checks: &[Check::Service(check)],
};

fn check(service: Service<'_>, cx: &mut Context<'_>) {
    let Some(test) = service
        .healthcheck
        .as_ref()
        .and_then(|health| health.value.test.as_ref())
    else {
        return;
    };
    let list = cx.text(test.span);
    let words = &test.value.words;
    if test.value.form == HealthForm::Invalid {
        let Some(first) = words.first().filter(|first| first.known().is_some()) else {
            return;
        };
        let written = cx.text(first.span);
        let text = "a `test` list starts with `CMD`, `CMD-SHELL` or `NONE`";
        let finding = cx.report(first.span, text);
        finding.help("put `CMD` before the program");
        if list.starts_with('[') {
            let edit = first.span.replace(format!("\"CMD\", {written}"));
            finding.fix(Fix::unsafe_("put `CMD` before it", [edit]));
        }
        return;
    }
    // A string has one word, so this is a list.
    if let (HealthForm::Shell, Some(second)) = (test.value.form, words.get(1)) {
        let text = "the shell runs only the first string after `CMD-SHELL`";
        cx.report(second.span, text)
            .help("write the whole command as one string, or use `CMD`");
    }
}
