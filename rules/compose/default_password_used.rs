use plimsoll_lint::{Check, Context, Fix, Page, Rule};
use plimsoll_model::compose::{Guess, guessable};
use plimsoll_model::secret::secret_name;
use plimsoll_model::view::Service;

use crate::compose_edit;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("default_password_used.md")),
    checks: &[Check::Service(check)],
};

fn check(service: Service<'_>, cx: &mut Context<'_>) {
    let environment = service.facts().environment();
    for (index, guess) in guessable(environment) {
        let pair = &environment[index];
        let (Some(name), Some(value)) = (pair.name(), &pair.value) else {
            continue;
        };
        let kind = secret_name(name).map_or("password", |secret| secret.kind.name());
        let article = if kind.starts_with(['A', 'a']) { "an" } else { "a" };
        let message = match (guess, value.is_literal()) {
            (Guess::SameAsUser, _) => format!("the {kind} in `{name}` is the same as the user name"),
            (Guess::Known, true) => format!("the {kind} in `{name}` is easy to guess"),
            (Guess::Known, false) => format!("`{name}` falls back to {article} {kind} that is easy to guess"),
        };
        let variable = value.variables.first().map_or(name, |variable| &variable.name.value);
        let finding = cx.report(value.span, message);
        finding.redact(value.text.full_span());
        finding.help(format!(
            "generate a random one, and take it from outside the file: `${{{variable}:?}}`"
        ));
        if let Some(edits) = compose_edit::take_from_outside(service, value, variable) {
            finding.fix(Fix::unsafe_(format!("require `{variable}` from outside"), edits));
        }
    }
}
