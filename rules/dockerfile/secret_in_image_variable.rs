use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::compose::KeyValue;
use plimsoll_model::secret::{
    SecretName, ValueKind, credentials, is_access_key_id, is_shaped_like_access_key_id, kind_of_word, known_password,
    literal_spans, redacted, secret_name,
};
use plimsoll_model::view::{Dockerfile, Instruction, Service, Stage};
use plimsoll_syntax::Span;
use plimsoll_syntax::dockerfile::{Kind, Pair, Word};

use crate::secret_mount::mount_advice;
use crate::secret_variable::named_secret;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("secret_in_image_variable.md")),
    checks: &[
        Check::Instruction(Kind::Arg, check_instruction),
        Check::Instruction(Kind::Env, check_instruction),
        Check::Instruction(Kind::Onbuild, check_instruction),
        Check::Service(check_service),
    ],
};

/// At most so many `ENV` of a stage are asked.
const MOST_VARIABLES: usize = 50;

const MOUNT: &str = "give it to the step that needs it: `RUN --mount=type=secret,id=…`";

/// An `ENV` may be meant for a build step or for the program.
const LEAVE_OUT: &str =
    "remove it: pass it when the container starts, or to a step with `RUN --mount=type=secret,id=…`";

fn check_instruction(instruction: Instruction<'_>, cx: &mut Context<'_>) {
    let node = instruction.trigger_or_self();
    for pair in node.pairs() {
        let Some(name) = pair.key.literal() else { continue };
        if cx.lists("allowed-names", &name) || is_told_elsewhere(instruction, pair, &name) {
            continue;
        }
        if is_access_key_id(&name) {
            check_key_id(instruction, pair, &name, cx);
            continue;
        }
        let Some((name, secret)) = named_secret(&name, cx).map(|secret| (secret, name)) else {
            continue;
        };
        match node.kind {
            Kind::Arg => check_argument(instruction, pair, &secret, name, cx),
            Kind::Env => check_variable(instruction, pair, &secret, name, cx),
            _ => {}
        }
    }
}

/// Whether an argument is reported at another place, or at none. Before the first `FROM` only a value
/// that a stage takes gets into an image; without a value, the stage that takes it is the place.
fn is_told_elsewhere(instruction: Instruction<'_>, pair: &Pair, name: &str) -> bool {
    let dockerfile = instruction.dockerfile();
    let is_written = |pair: &Pair| {
        let value = pair.value.as_ref();
        value.is_some_and(|word| kind_of_word(name, word).is_secret())
    };
    if instruction.stage().is_none() {
        return !is_written(pair) || !dockerfile.takes_global_argument(name);
    }
    let takes = instruction.node().kind == Kind::Arg && pair.value.is_none();
    takes && dockerfile.global_argument(name).is_some_and(is_written)
}

fn check_argument(instruction: Instruction<'_>, pair: &Pair, name: &str, secret: SecretName, cx: &mut Context<'_>) {
    let kind = pair
        .value
        .as_ref()
        .map_or(ValueKind::Empty, |word| kind_of_word(name, word));
    match (&pair.value, kind) {
        (Some(word), ValueKind::Secret) => report_literal(instruction, word, name, secret, MOUNT, cx),
        (_, ValueKind::NotSecret(_)) => {}
        // The `ENV` that keeps it has the finding.
        _ if is_kept_by_variable(instruction, pair) => {}
        // Whoever builds will pass the real value.
        _ => report_passed(
            pair.key.span,
            name,
            is_shipped(instruction),
            mount_advice(instruction.stage(), MOUNT),
            cx,
        ),
    }
}

/// Whether an `ENV` of the same stage that is called like a secret takes the value of an argument.
fn is_kept_by_variable(instruction: Instruction<'_>, argument: &Pair) -> bool {
    let variables = instruction
        .stage()
        .into_iter()
        .flat_map(|stage| stage.of_kind(Kind::Env));
    variables.take(MOST_VARIABLES).any(|variable| {
        variable.node().pairs().iter().any(|pair| {
            let (Some(name), Some(word)) = (pair.key.literal(), &pair.value) else {
                return false;
            };
            let takes = || {
                variable
                    .build_arguments(word)
                    .first()
                    .is_some_and(|taken| taken.key.span == argument.key.span)
            };
            secret_name(&name).is_some() && kind_of_word(&name, word) == ValueKind::Reference && takes()
        })
    })
}

/// Whether the history of the instruction's stage is that of an image: `COPY --from` brings none along.
fn is_shipped(instruction: Instruction<'_>) -> bool {
    instruction.stage().is_none_or(Stage::is_in_shipped_chain)
}

/// Reports an argument whose real value somebody will pass.
fn report_passed(place: Span, name: &str, is_shipped: bool, help: &'static str, cx: &mut Context<'_>) {
    let (text, case) = match is_shipped {
        true => ("can be read in the history of the image", "passed-later"),
        false => ("stays in the build cache", "not-shipped"),
    };
    let text = format!("the value of `{name}` {text}");
    cx.report(place, text).case(case).help(help);
}

/// A key ID alone opens nothing, so only a value that looks like one is reported, and one that
/// somebody will pass.
fn check_key_id(instruction: Instruction<'_>, pair: &Pair, name: &str, cx: &mut Context<'_>) {
    let Some(word) = pair.value.as_ref().filter(|word| !word.as_written().is_empty()) else {
        let (place, case) = match is_shipped(instruction) {
            true => ("can be read in the history of the image", "half"),
            false => ("stays in the build cache", "not-shipped"),
        };
        let text = format!("the value of `{name}`, half of a credential, {place}");
        cx.report(pair.key.span, text)
            .case(case)
            .help(mount_advice(instruction.stage(), MOUNT));
        return;
    };
    // A real key is recognised by its format.
    let is_id = |text: &str| is_shaped_like_access_key_id(text) && credentials(text).is_empty();
    if word.literal().is_some_and(|text| is_id(&text)) {
        let text = format!("`{name}`, half of a credential, {}", kept(instruction));
        cx.report(word.span, text)
            .case("half")
            .help(mount_advice(instruction.stage(), LEAVE_OUT));
    }
}

fn check_variable(instruction: Instruction<'_>, pair: &Pair, name: &str, secret: SecretName, cx: &mut Context<'_>) {
    let Some(word) = &pair.value else {
        return;
    };
    match kind_of_word(name, word) {
        ValueKind::Secret => report_literal(instruction, word, name, secret, LEAVE_OUT, cx),
        ValueKind::Reference => {
            let arguments = instruction.build_arguments(word);
            let Some(argument) = arguments.first() else {
                return;
            };
            // A value that is only used to build ends up in the cache, not in the image.
            let is_shipped = is_shipped(instruction);
            let place = match is_shipped {
                true => "in the image, where everybody can read it",
                false => "in the build cache",
            };
            let finding = cx.report(pair.span, format!("`{name}` keeps a build argument {place}"));
            let advice = if is_shipped { LEAVE_OUT } else { MOUNT };
            finding.help(mount_advice(instruction.stage(), advice));
            finding.note(argument.key.span, "the argument");
            if !is_shipped {
                finding.case("not-shipped");
            } else if argument
                .value
                .as_ref()
                .is_some_and(|value| value.as_written().is_empty())
            {
                finding.case("passed-later");
            }
        }
        _ => {}
    }
}

/// Where a value that is written out ends up.
fn kept(instruction: Instruction<'_>) -> &'static str {
    match is_shipped(instruction) {
        true => "becomes part of the image",
        false => "is written in the file",
    }
}

fn report_literal(
    instruction: Instruction<'_>,
    word: &Word,
    name: &str,
    secret: SecretName,
    help: &'static str,
    cx: &mut Context<'_>,
) {
    let value = word.literal().unwrap_or_default();
    if opens_nothing_real(&value, cx) {
        return;
    }
    let text = format!("{} {}", described(name, secret, &value), kept(instruction));
    let finding = cx.report(word.span, text);
    finding.help(mount_advice(instruction.stage(), help));
    for span in literal_spans(word) {
        finding.redact(span);
    }
}

fn check_service(service: Service<'_>, cx: &mut Context<'_>) {
    let Some(args) = service
        .facts()
        .build
        .as_ref()
        .and_then(|build| build.value.args.as_ref())
    else {
        return;
    };
    for pair in &args.value {
        check_build_argument(service, pair, cx);
    }
}

/// The stages of the Dockerfile that a service builds which take an argument.
fn takers<'a>(service: Service<'a>, name: &'a str) -> impl Iterator<Item = Instruction<'a>> {
    let stages = service.dockerfile().into_iter().flat_map(Dockerfile::stages);
    let arguments = stages.flat_map(|stage| stage.of_kind(Kind::Arg));
    arguments.filter(move |argument| {
        let mut keys = argument.node().pairs().iter().filter_map(|pair| pair.key.literal());
        keys.any(|key| key == name)
    })
}

fn check_build_argument(service: Service<'_>, pair: &KeyValue, cx: &mut Context<'_>) {
    let Some((name, secret)) = pair.name().and_then(|name| Some((name, named_secret(name, cx)?))) else {
        return;
    };
    let kind = pair
        .value
        .as_ref()
        .map_or(ValueKind::Reference, |value| value.secret_kind(name));
    match (&pair.value, kind) {
        (Some(value), ValueKind::Secret) if opens_nothing_real(value.as_str(), cx) => {}
        (Some(value), ValueKind::Secret) => {
            let text = described(name, secret, value.as_str());
            let finding = cx.report(value.span, format!("{text} becomes part of the image"));
            finding.help("pass it as a build secret: `build.secrets`");
            finding.redact(value.text.full_span());
        }
        (_, ValueKind::Reference) => {
            let mut takers = takers(service, name).peekable();
            let is_known = takers.peek().is_some();
            // The Dockerfile has the finding where it can be mended.
            if is_known && service.dockerfile().is_some_and(Dockerfile::is_judged) {
                return;
            }
            let is_shipped = !is_known || takers.any(is_shipped);
            report_passed(
                pair.key.span,
                name,
                is_shipped,
                "pass it as a build secret: `build.secrets`",
                cx,
            );
        }
        _ => {}
    }
}

/// Whether it is a password for trials, such as `admin`, in a file for them.
fn opens_nothing_real(value: &str, cx: &Context<'_>) -> bool {
    !cx.is_production() && known_password(value)
}

fn described(name: &str, secret: SecretName, value: &str) -> String {
    let kind = secret.kind.name();
    let shown = redacted(value);
    // Nothing of a short secret may be shown.
    if value.is_empty() || known_password(value) || shown == "…" {
        return format!("the {kind} in `{name}`");
    }
    format!("the {kind} in `{name}` (`{shown}`)")
}
