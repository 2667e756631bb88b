//! Variables that hold a secret by their names, and places that repeat one: `secret-in-image-variable` and
//! `secret-in-environment` report them, and `hardcoded-secret` leaves them to these.

use plimsoll_lint::{Context, Finding, Fix};
use plimsoll_model::compose::{KeyValue, Scalar};
use plimsoll_model::secret::{SecretKind, SecretName, kind_of_word, secret_name};
use plimsoll_model::view::Service;
use plimsoll_syntax::dockerfile::Pair;

use crate::compose_edit;

/// More places of one value are not shown.
const MOST_PLACES: usize = 50;

/// What a name says of its value. The options `names` and `allowed-names` of the rule come before it.
pub(crate) fn named_secret(name: &str, cx: &Context<'_>) -> Option<SecretName> {
    if cx.lists("allowed-names", name) {
        return None;
    }
    let listed = || {
        cx.lists("names", name).then_some(SecretName {
            kind: SecretKind::Secret,
        })
    };
    secret_name(name).or_else(listed)
}

/// Whether an `ARG` or `ENV` sets a secret under a name that says so.
pub(crate) fn sets_named_secret(pair: &Pair) -> bool {
    let (Some(name), Some(word)) = (pair.key.literal(), &pair.value) else {
        return false;
    };
    secret_name(&name).is_some() && kind_of_word(&name, word).is_secret()
}

/// The variable that a value with a secret falls back from, or would come from: of several, the one whose
/// name says so.
pub(crate) fn source_variable<'a>(name: &'a str, value: &'a Scalar) -> &'a str {
    let names = || value.variables.iter().map(|variable| &*variable.name.value);
    let secret = names().find(|name| secret_name(name).is_some());
    secret.or_else(|| names().next()).unwrap_or(name)
}

/// Whether the value is a default that never applies, since nothing starts without the variable.
pub(crate) fn never_applies(service: Service<'_>, value: &Scalar) -> bool {
    let compose = service.compose().facts();
    !value.variables.is_empty()
        && value
            .variables
            .iter()
            .all(|variable| compose.needs_variable(&variable.name.value, Some(service.facts())))
}

/// The other places of a value, of which the first one in the file is reported; none for a place behind
/// it. `is_reported` says whether a variable of a service would be reported by itself.
pub(crate) fn other_places<'a>(
    service: Service<'a>,
    value: &Scalar,
    is_reported: impl Fn(Service<'a>, usize) -> bool,
) -> Option<Vec<(Service<'a>, &'a KeyValue)>> {
    let environment = service.environment();
    let same = service.same_values(value);
    let mut same = same.filter(|(other, index)| other.environment() == environment && is_reported(*other, *index));
    // The model does not know the names that an option adds.
    let Some((first, index)) = same.next() else {
        return Some(Vec::new());
    };
    let pair = |service: Service<'a>, index: usize| &service.facts().environment()[index];
    let place = pair(first, index).value.as_ref()?;
    let is_first = first.name.span == service.name.span && place.span == value.span;
    is_first.then(|| {
        same.take(MOST_PLACES)
            .map(|(service, index)| (service, pair(service, index)))
            .collect()
    })
}

/// Shows the other places of a value, and takes the value at each of them from outside.
pub(crate) fn add_places(
    finding: &mut Finding,
    service: Service<'_>,
    value: &Scalar,
    variable: &str,
    others: &[(Service<'_>, &KeyValue)],
) {
    let mut edits = compose_edit::take_from_outside(service, value, variable);
    let mut spans = vec![value.span];
    for (other, pair) in others {
        let Some(value) = &pair.value else { continue };
        if spans.contains(&value.span) {
            continue;
        }
        spans.push(value.span);
        finding
            .note(value.span, "the same value")
            .redact(value.text.full_span());
        let more = compose_edit::take_from_outside(*other, value, variable);
        edits = edits.zip(more).map(|(edits, more)| [edits, more].concat());
    }
    if let Some(edits) = edits {
        finding.fix(Fix::unsafe_(format!("require `{variable}` from outside"), edits));
    }
}
