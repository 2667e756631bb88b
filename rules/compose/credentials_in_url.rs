use std::collections::HashMap;

use plimsoll_lint::{Check, Context, Fix, Page, Rule};
use plimsoll_model::compose::{ProgramText, Scalar};
use plimsoll_model::secret::{is_serious, known_password, secret_name};
use plimsoll_model::view::ComposeFile;
use plimsoll_syntax::{Edit, Span};

use crate::compose_edit;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("credentials_in_url.md")),
    checks: &[Check::Compose(check)],
};

fn check(compose: ComposeFile<'_>, cx: &mut Context<'_>) {
    // The places of each address, in the order of the file.
    let mut order: Vec<(&str, String)> = Vec::new();
    let mut places: HashMap<&str, Vec<(Span, bool)>> = HashMap::new();
    for ProgramText { name, value: text } in compose.facts().program_texts() {
        for found in text.url_passwords() {
            if !found.kind.is_secret() {
                continue;
            }
            // A container on the developer's own machine, with a password for it.
            let is_local = !found.leaves_project && !is_serious(&text.as_str()[found.range.clone()]);
            if is_local && !cx.is_production() {
                cx.redact(text.span_of(found.range));
                continue;
            }
            let span = text.span_of(found.range.clone());
            let mut sources = text.variables.iter().filter(|variable| variable.span.contains(span));
            if sources.any(|variable| compose.facts().needs_variable(&variable.name.value, None)) {
                cx.redact(span);
                continue;
            }
            let known = known_password(&text.as_str()[found.range.clone()]);
            let address = &text.as_str()[found.url];
            let spans = places.entry(address).or_insert_with(|| {
                order.push((address, advice(text, name, span)));
                Vec::new()
            });
            // An anchored value is met once for each alias.
            if !spans.iter().any(|(other, _)| *other == span) {
                spans.push((span, known));
            }
        }
    }
    for (address, advice) in order {
        let [(span, known), others @ ..] = &places[address][..] else {
            continue;
        };
        let message = if *known {
            "the password in this address is easy to guess"
        } else {
            "the password in this address is written in the file"
        };
        let finding = cx.report(*span, message);
        finding.help(advice);
        finding.redact(*span);
        for (other, _) in others {
            finding.note(*other, "the same password").redact(*other);
        }
        let variable = variable_of(compose, compose.facts().yaml.slice(*span));
        if let Some((variable, text)) = variable.and_then(|name| Some((name, compose_edit::required(name)?))) {
            let places = places[address].iter();
            let edits = places.map(|(place, _)| compose_edit::in_scalar(compose, vec![place.replace(text.as_str())]));
            if let Some(edits) = edits.collect::<Option<Vec<Vec<Edit>>>>() {
                finding.fix(Fix::unsafe_(
                    format!("require `{variable}` from outside"),
                    edits.concat(),
                ));
            }
        }
    }
}

/// Where the address can come from: the variable that only falls back to the password, or else one that is
/// called like the program's.
fn advice(text: &Scalar, name: Option<&str>, password: Span) -> String {
    let falls_back = text.variables.iter().find(|variable| variable.span.contains(password));
    let is_variable = |name: &&str| name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    let (what, name) = match falls_back {
        Some(variable) => ("require a value", &*variable.name.value),
        None => (
            "take the address from outside the file",
            name.filter(is_variable).unwrap_or("SERVER_URL"),
        ),
    };
    format!("{what} (`${{{name}:?}}`), or use one of the `secrets`")
}

/// The variable to take a password from: the one under which another place of the file has it.
fn variable_of<'a>(compose: ComposeFile<'a>, password: &str) -> Option<&'a str> {
    // Anything else may be written differently in an address.
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    if !password.chars().all(is_plain) {
        return None;
    }
    let pairs = compose.services().flat_map(|service| service.facts().environment());
    let mut names = pairs.filter_map(|pair| {
        let (name, value) = (pair.name()?, pair.value.as_ref()?);
        let is_it = value.as_str() == password && secret_name(name).is_some();
        let variable = value.variables.first().map_or(name, |variable| &variable.name.value);
        is_it.then_some(variable)
    });
    names.next()
}
