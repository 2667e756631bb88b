use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::compose::{Guess, guessable};
use plimsoll_model::secret::secret_name;
use plimsoll_model::view::Service;

use crate::secret_variable::{add_places, never_applies, other_places, source_variable};

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
        let is_guessable = |service: Service<'_>, index: usize| {
            guessable(service.facts().environment())
                .iter()
                .any(|(guessed, _)| *guessed == index)
        };
        let others = other_places(service, value, is_guessable).filter(|_| !never_applies(service, value));
        let Some(others) = others else {
            cx.redact(value.text.full_span());
            continue;
        };
        let kind = secret_name(name).map_or("password", |secret| secret.kind.name());
        let article = if kind.starts_with(['A', 'a']) { "an" } else { "a" };
        let message = match (guess, value.is_literal()) {
            (Guess::SameAsUser, _) => format!("the {kind} in `{name}` is the same as the user name"),
            (Guess::Known, true) => format!("the {kind} in `{name}` is easy to guess"),
            (Guess::Known, false) => format!("`{name}` falls back to {article} {kind} that is easy to guess"),
        };
        let variable = source_variable(name, value);
        let finding = cx.report(value.span, message);
        finding.redact(value.text.full_span());
        finding.help(format!(
            "generate a random one, and take it from outside the file: `${{{variable}:?}}`"
        ));
        add_places(finding, service, value, variable, &others);
    }
}
