use std::collections::HashMap;

use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::compose::{ProgramText, Scalar};
use plimsoll_model::secret::{is_serious, known_password};
use plimsoll_model::view::ComposeFile;
use plimsoll_syntax::Span;

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
            let known = known_password(&text.as_str()[found.range.clone()]);
            let address = &text.as_str()[found.url];
            let span = text.span_of(found.range);
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
            "the password in this URL is easy to guess"
        } else {
            "the password in this URL is written in the file"
        };
        let finding = cx.report(*span, message);
        finding.help(advice);
        finding.redact(*span);
        for (other, _) in others {
            finding.note(*other, "the same password").redact(*other);
        }
    }
}

/// Where the URL can come from: the variable that only falls back to the password, or else one that is
/// called like the program's.
fn advice(text: &Scalar, name: Option<&str>, password: Span) -> String {
    let falls_back = text.variables.iter().find(|variable| variable.span.contains(password));
    let is_variable = |name: &&str| name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    let (what, name) = match falls_back {
        Some(variable) => ("require a value", &*variable.name.value),
        None => (
            "take the URL from outside the file",
            name.filter(is_variable).unwrap_or("SERVER_URL"),
        ),
    };
    format!("{what} (`${{{name}:?}}`), or use one of the `secrets`")
}
