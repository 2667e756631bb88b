use plimsoll_lint::{Check, Context, Fix, Page, Rule};
use plimsoll_model::compose::{KeyValue, guessable};
use plimsoll_model::secret::{SecretName, credentials, is_serious, known_password, redacted};
use plimsoll_model::view::Service;

use crate::compose_edit;
use crate::secret_variable::named_secret;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("secret_in_environment.md")),
    checks: &[Check::Service(check)],
};

fn check(service: Service<'_>, cx: &mut Context<'_>) {
    let environment = service.facts().environment();
    // In production a guessable password has a finding of its own.
    let guessable = if cx.is_production() {
        guessable(environment)
    } else {
        Vec::new()
    };
    for (index, pair) in environment.iter().enumerate() {
        let is_guessable = guessable.binary_search_by_key(&index, |(index, _)| *index).is_ok();
        let Some((name, secret)) = pair.name().and_then(|name| Some((name, named_secret(name, cx)?))) else {
            continue;
        };
        let value = pair.value.as_ref();
        let Some(value) = value.filter(|value| !is_guessable && value.secret_kind(name).is_secret()) else {
            continue;
        };
        // A password that opens only containers on the developer's own machine may be read by
        // everybody.
        if cx.is_production() || is_real(value.as_str()) {
            report(service, pair, secret, cx);
        } else {
            cx.redact(value.text.full_span());
        }
    }
}

fn report(service: Service<'_>, pair: &KeyValue, secret: SecretName, cx: &mut Context<'_>) {
    let (Some(name), Some(value)) = (pair.name(), &pair.value) else {
        return;
    };
    let (kind, text) = (secret.kind.name(), value.as_str());
    let article = if kind.starts_with(['A', 'a']) { "an" } else { "a" };
    let known = known_password(text);
    let message = match (value.is_literal(), known) {
        (true, true) => format!("the {kind} in `{name}` is easy to guess"),
        (true, false) => format!("the {kind} in `{name}` is written in the file{}", shown(text)),
        (false, true) => format!("`{name}` falls back to {article} {kind} that is easy to guess"),
        (false, false) => format!(
            "`{name}` falls back to {article} {kind} that is written in the file{}",
            shown(text)
        ),
    };
    let variable = value.variables.first().map_or(name, |variable| &variable.name.value);
    let finding = cx.report(value.span, message);
    finding.redact(value.text.full_span());
    let reads_files = service
        .known_image()
        .is_some_and(|image| image.reads_secret_files == Some(true));
    finding.help(if reads_files {
        format!(
            "pass it as one of the `secrets` and name its file in `{name}_FILE`, or take it from outside: \
             `${{{variable}:?}}`"
        )
    } else {
        format!("pass it as one of the `secrets` of the service, or take it from outside the file: `${{{variable}:?}}`")
    });
    if let Some(edits) = compose_edit::take_from_outside(service, value, variable) {
        finding.fix(Fix::unsafe_(format!("require `{variable}` from outside"), edits));
    }
    // An issued key opens the same doors from a development file.
    if !credentials(text).is_empty() {
        finding.case("issued");
    }
}

/// Whether it opens more than a developer's own containers.
fn is_real(secret: &str) -> bool {
    is_serious(secret) || !credentials(secret).is_empty()
}

/// Its beginning, if that much may be seen.
fn shown(secret: &str) -> String {
    match redacted(secret).as_str() {
        "…" => String::new(),
        start => format!(": `{start}`"),
    }
}
