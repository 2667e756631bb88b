use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::view::{Instruction, Stage};
use plimsoll_syntax::Span;
use plimsoll_syntax::dockerfile::Kind;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("stale_base_digest_label.md")),
    checks: &[Check::Stage(check)],
};

const KEY: &str = "org.opencontainers.image.base.digest";

fn check(stage: Stage<'_>, cx: &mut Context<'_>) {
    if !stage.is_in_shipped_chain() {
        return;
    }
    let labels = stage.of_kind(Kind::Label).flat_map(Instruction::label_keys);
    let digests = labels.filter(|(key, _)| key == KEY);
    // The last one counts.
    let Some((_, pair)) = digests.last() else { return };
    let Some((word, value)) = pair.value.as_ref().and_then(|word| Some((word, word.literal()?))) else {
        return;
    };
    // A stage that is built on this one may set it again.
    let counts = |shipped: Stage<'_>| effective(shipped) == Some(word.span);
    if !stage.shipped_as().any(counts) {
        return;
    }
    let image = stage.root_image().likely();
    let (message, help) = match image.and_then(|image| image.digest()) {
        _ if image.is_none() && !stage.is_from_scratch() => return,
        Some(digest) if digest == value => return,
        Some(_) => (
            "the label names another base image than `FROM`",
            "write the digest of `FROM`, or pass it as a build argument",
        ),
        None => (
            "the label gives the digest of the base image, but `FROM` has no digest",
            "pin `FROM` to the digest, or pass the label as a build argument",
        ),
    };
    cx.report(word.span, message).help(help);
}

/// The final value of an image of the stage.
fn effective(stage: Stage<'_>) -> Option<Span> {
    stage.inherited(Kind::Label).find_map(|label| {
        let own = label.label_keys().filter(|(key, _)| key == KEY);
        own.last().and_then(|(_, pair)| Some(pair.value.as_ref()?.span))
    })
}
