use plimsoll_lint::{Check, Context, Fix, Page, Rule};
use plimsoll_model::compose::{HealthForm, Scalar};
use plimsoll_model::view::Service;

use crate::compose_edit;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("invalid_healthcheck_test.md")),
    checks: &[Check::Service(check)],
};

/// What only a shell understands.
const SHELL_SIGNS: [char; 8] = ['|', '&', ';', '<', '>', '$', '`', '*'];

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
        let finding = cx.report(second.span, text);
        finding.help("write the whole command as one string, or use `CMD`");
        let needs_shell = |word: &Scalar| word.likely().is_none_or(|word| word.contains(SHELL_SIGNS));
        let is_split = !second.as_str().contains(' ') && !words[1..].iter().any(needs_shell);
        let edit = words[0].text.full_span().replace("CMD");
        if let Some(edits) = compose_edit::in_scalar(service.compose(), vec![edit]).filter(|_| is_split) {
            finding.fix(Fix::unsafe_("write `CMD`", edits));
        }
    }
}
