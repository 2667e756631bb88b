use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::compose::{KeyValue, Scalar, guessable};
use plimsoll_model::secret::{SecretName, credentials, is_serious, known_password, redacted};
use plimsoll_model::view::Service;

use crate::secret_variable::{add_places, named_secret, never_applies, other_places, source_variable};

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("secret_in_environment.md")),
    checks: &[Check::Service(check)],
};

fn check(service: Service<'_>, cx: &mut Context<'_>) {
    for (pair, value, secret) in secrets(service, cx) {
        // A password that opens only containers on the developer's own machine may be read by
        // everybody.
        let is_meant = |value: &Scalar| cx.is_production() || is_real(value.as_str(), service);
        let is_reported = |service: Service<'_>, index: usize| {
            let pair = &service.facts().environment()[index];
            secrets(service, cx)
                .iter()
                .any(|(other, value, _)| other.span == pair.span && is_meant(value))
        };
        let others = other_places(service, value, is_reported).filter(|_| !never_applies(service, value));
        match others.filter(|_| is_meant(value)) {
            Some(others) => report(service, pair, secret, &others, cx),
            None => cx.redact(value.text.full_span()),
        }
    }
}

/// The variables of a service that hold a secret of which this rule speaks.
fn secrets<'a>(service: Service<'a>, cx: &Context<'_>) -> Vec<(&'a KeyValue, &'a Scalar, SecretName)> {
    let environment = service.facts().environment();
    // In production a guessable password has a finding of its own.
    let guessable = if cx.is_production() {
        guessable(environment)
    } else {
        Vec::new()
    };
    let found = environment.iter().enumerate().filter_map(|(index, pair)| {
        let is_guessable = guessable.binary_search_by_key(&index, |(index, _)| *index).is_ok();
        let name = pair.name()?;
        let secret = named_secret(name, cx)?;
        let value = pair.value.as_ref()?;
        (!is_guessable && value.secret_kind(name).is_secret()).then_some((pair, value, secret))
    });
    found.collect()
}

fn report(
    service: Service<'_>,
    pair: &KeyValue,
    secret: SecretName,
    others: &[(Service<'_>, &KeyValue)],
    cx: &mut Context<'_>,
) {
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
    let variable = source_variable(name, value);
    let finding = cx.report(value.span, message);
    finding.redact(value.text.full_span());
    let reads_files = service
        .known_image()
        .map(|image| image.reads_secret_files == Some(true));
    finding.help(match reads_files {
        Some(true) => format!(
            "pass it as one of the `secrets` and name its file in `{name}_FILE`, or take it from outside: \
             `${{{variable}:?}}`"
        ),
        Some(false) => format!("take it from outside the file: `${{{variable}:?}}`"),
        None => format!(
            "pass it as one of the `secrets` of the service, or take it from outside the file: `${{{variable}:?}}`"
        ),
    });
    add_places(finding, service, value, variable, others);
    // An issued key opens the same doors from a development file.
    if !credentials(text).is_empty() {
        finding.case("issued");
    }
}

/// Whether it opens more than a developer's own containers.
fn is_real(secret: &str, service: Service<'_>) -> bool {
    !credentials(secret).is_empty() || is_serious(secret) && !opens_closed_store(secret, service)
}

/// Whether it is what a store of the same file is set up with, which nobody outside reaches.
fn opens_closed_store(secret: &str, service: Service<'_>) -> bool {
    let is_closed_store = |other: &Service<'_>| {
        let is_store = other.known_image().is_some_and(|image| image.is_data_service());
        is_store && other.facts().ports().is_empty() && !other.is_on_host_network()
    };
    let mut stores = service.compose().services().filter(is_closed_store);
    stores.any(|store| {
        let mut values = store
            .facts()
            .environment()
            .iter()
            .filter_map(|pair| pair.value.as_ref());
        values.any(|value| value.as_str() == secret)
    })
}

/// Its beginning, if that much may be seen.
fn shown(secret: &str) -> String {
    match redacted(secret).as_str() {
        "…" => String::new(),
        start => format!(": `{start}`"),
    }
}
