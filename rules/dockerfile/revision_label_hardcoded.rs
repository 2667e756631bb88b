use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::view::Instruction;
use plimsoll_syntax::dockerfile::Kind;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("revision_label_hardcoded.md")),
    checks: &[Check::Instruction(Kind::Label, check)],
};

/// Keys whose values belong to one build.
const KEYS: [&str; 4] = [
    "org.opencontainers.image.created",
    "org.opencontainers.image.revision",
    "org.label-schema.build-date",
    "org.label-schema.vcs-ref",
];

fn check(label: Instruction<'_>, cx: &mut Context<'_>) {
    for (key, pair) in label.label_keys() {
        let Some(word) = pair.value.as_ref().filter(|_| KEYS.contains(&key.as_str())) else {
            continue;
        };
        if word.literal().is_some_and(|value| !value.is_empty()) {
            cx.report(word.span, format!("`{key}` changes with each build"))
                .help("pass it as a build argument");
        }
    }
}
