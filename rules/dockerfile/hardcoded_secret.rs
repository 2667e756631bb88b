use std::collections::BTreeMap;

use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::command::named_values;
use plimsoll_model::compose::KeyValue;
use plimsoll_model::secret::{CredentialKind, credentials, key_words, looks_generated, redacted};
use plimsoll_model::view::{ComposeFile, Dockerfile, Instruction, Stage};
use plimsoll_syntax::dockerfile::{Kind, Pair};
use plimsoll_syntax::yaml::NodeKind;
use plimsoll_syntax::{Span, Text};

use crate::secret_variable::sets_named_secret;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("hardcoded_secret.md")),
    checks: &[Check::Dockerfile(check_dockerfile), Check::Compose(check_compose)],
};

fn check_dockerfile(dockerfile: Dockerfile<'_>, cx: &mut Context<'_>) {
    for instruction in dockerfile.instructions() {
        check_instruction(instruction, cx);
    }
}

fn check_instruction(instruction: Instruction<'_>, cx: &mut Context<'_>) {
    let node = instruction.trigger_or_self();
    let is_variable = matches!(node.kind, Kind::Env | Kind::Arg);
    let mut seen = Seen::default();
    for pair in node
        .pairs()
        .iter()
        .filter(|pair| is_variable && sets_named_secret(pair) && reaches_image(instruction, pair))
    {
        seen.add(pair.span);
    }
    // Nothing listens on the machine of a build, so an address of it only satisfies a check.
    let is_for_build = match node.kind {
        Kind::Run => true,
        Kind::Env | Kind::Arg => !instruction.stage().is_some_and(Stage::is_in_shipped_chain),
        _ => false,
    };
    let place = if is_for_build { Place::Build } else { Place::Image };
    let bodies = node.heredocs.iter().map(|heredoc| &heredoc.body);
    for text in std::iter::once(&node.text).chain(bodies) {
        check_text(text, place, &mut seen, cx);
    }
    for pair in node.pairs() {
        let (Some(name), Some(word)) = (pair.key.literal(), &pair.value) else {
            continue;
        };
        let Some(value) = word.literal() else { continue };
        check_named(&name, &value, word.span, None, &mut seen, cx);
    }
    for script in instruction.code().iter().flat_map(|code| code.commands.scripts()) {
        for found in named_values(script) {
            check_named(found.name, found.value, found.span, None, &mut seen, cx);
        }
    }
}

/// Whether `secret-in-image-variable` reports a variable: of the arguments before the first `FROM`
/// only those that a stage takes.
fn reaches_image(instruction: Instruction<'_>, pair: &Pair) -> bool {
    let name = pair.key.as_written();
    instruction.stage().is_some() || instruction.dockerfile().takes_global_argument(name)
}

fn check_compose(compose: ComposeFile<'_>, cx: &mut Context<'_>) {
    let mut seen = Seen::default();
    let mut pairs: Vec<&KeyValue> = Vec::new();
    for service in &compose.facts().services {
        pairs.extend(service.environment());
        let Some(build) = service.build.as_ref().map(|field| &field.value) else {
            continue;
        };
        pairs.extend(build.args.iter().flat_map(|args| &args.value));
        // Judged as a Dockerfile of its own.
        if let Some(inline) = &build.dockerfile_inline {
            seen.add(inline.span);
        }
    }
    // Left to `secret-in-environment` and `secret-in-image-variable`.
    for pair in pairs.iter().filter(|pair| pair.is_secret()) {
        seen.add(pair.span);
    }
    // Left to `credentials-in-url`.
    for text in compose.facts().program_texts() {
        for found in text.value.url_passwords() {
            seen.add(text.value.span_of(found.range));
        }
    }
    for (_, node) in compose.facts().yaml.nodes() {
        if let NodeKind::Scalar { text, .. } = &node.kind {
            check_text(text, Place::Compose, &mut seen, cx);
        }
    }
    for pair in pairs {
        let (Some(name), Some(value)) = (pair.name(), &pair.value) else {
            continue;
        };
        if let Some(text) = value.likely().filter(|_| value.is_written_here()) {
            let variable = value.variables.first().map(|variable| &*variable.name.value);
            check_named(name, text, value.span, variable, &mut seen, cx);
        }
    }
}

/// Where a text stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Compose,
    /// In a step of a build, or in a stage that nobody gets.
    Build,
    /// In what becomes part of an image.
    Image,
}

fn check_text(text: &Text, place: Place, seen: &mut Seen, cx: &mut Context<'_>) {
    let in_compose = place == Place::Compose;
    for found in credentials(text.as_str()) {
        if place == Place::Build && matches!(found.kind, CredentialKind::AddressPassword { local: true, .. }) {
            continue;
        }
        let secret = text.span(found.secret.clone());
        if !seen.add(secret) {
            continue;
        }
        let shown = redacted(&text.as_str()[found.range.clone()]);
        let message = match found.kind {
            CredentialKind::Key(issuer) => format!("{} {issuer} is written in the file: `{shown}`", article(issuer)),
            CredentialKind::PrivateKey => "a private key is written in the file".to_owned(),
            CredentialKind::AddressPassword { .. } => "the password in this address is written in the file".to_owned(),
        };
        let help = match found.kind {
            CredentialKind::AddressPassword { .. } if in_compose => {
                "take the password from outside the file: `${PASSWORD:?}`"
            }
            CredentialKind::AddressPassword { .. } => {
                "remove the password; pass it as a secret when the build or the container needs it"
            }
            _ => HELP,
        };
        // Builds get addresses that they do not use, and development files contain addresses of
        // nothing that lasts.
        let case = match found.kind {
            CredentialKind::AddressPassword { .. } if !cx.is_production() => Some("development-address"),
            CredentialKind::AddressPassword { known: true, .. } if !in_compose => Some("harmless-address"),
            _ => None,
        };
        let finding = cx.report(text.span(found.range), message);
        finding.help(help).redact(secret);
        if let Some(case) = case {
            finding.case(case);
        }
    }
    check_patterns(text, seen, cx);
}

/// Keys of a format that only the user knows.
fn check_patterns(text: &Text, seen: &mut Seen, cx: &mut Context<'_>) {
    if cx.list("patterns").is_empty() {
        return;
    }
    for range in key_words(text.as_str()) {
        let word = &text.as_str()[range.clone()];
        let place = text.span(range);
        if !cx.lists("patterns", word) || !seen.add(place) {
            continue;
        }
        let message = format!(
            "a key that matches `patterns` is written in the file: `{}`",
            redacted(word)
        );
        cx.report(place, message).help(HELP).redact(place);
    }
}

/// `variable` is the one whose default the value is.
fn check_named(name: &str, value: &str, place: Span, variable: Option<&str>, seen: &mut Seen, cx: &mut Context<'_>) {
    if !looks_generated(name, value) || !seen.add(place) {
        return;
    }
    let (does, help) = match variable {
        Some(variable) => (
            "falls back to",
            format!("revoke it, and take the new one from outside the file: `${{{variable}:?}}`"),
        ),
        None => ("holds", HELP.to_owned()),
    };
    let message = format!("`{name}` {does} what looks like a generated key: `{}`", redacted(value));
    cx.report(place, message).help(help).redact(place);
}

const HELP: &str = "revoke it, and pass the new one as a secret when the build or the container needs it";

fn article(noun: &str) -> &'static str {
    if noun.starts_with(['A', 'O', 'a', 'x']) {
        "an"
    } else {
        "a"
    }
}

/// Places that are reported, here or by another rule. They do not overlap.
#[derive(Default)]
struct Seen(BTreeMap<u32, u32>);

impl Seen {
    /// Whether the place was free.
    fn add(&mut self, place: Span) -> bool {
        let before = self.0.range(..place.end.max(place.start + 1)).next_back();
        let free = before.is_none_or(|(_, end)| *end <= place.start);
        if free {
            self.0.insert(place.start, place.end);
        }
        free
    }
}
