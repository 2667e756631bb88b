use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::context::{BuildContext, Exposed, Exposure};
use plimsoll_model::secret::SecretFile;
use plimsoll_model::view::{Instruction, Stage};
use plimsoll_syntax::dockerfile::Word;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("sensitive_files_in_context.md")),
    checks: &[Check::Stage(check)],
};

/// So many names fit into a message.
const MOST_NAMES: usize = 3;

fn check(stage: Stage<'_>, cx: &mut Context<'_>) {
    // What stays behind in a build stage is in no image.
    if !stage.is_in_shipped_chain() {
        return;
    }
    let contexts = stage.dockerfile().contexts();
    let Some(context) = contexts.known.iter().find(|context| !context.exposed.is_empty()) else {
        return;
    };
    for word in stage.instructions().filter_map(Instruction::source_of_all) {
        report(word, context, cx);
    }
}

fn report(word: &Word, context: &BuildContext, cx: &mut Context<'_>) {
    let kind = |kind: Exposure| context.exposed.iter().any(|exposed| exposed.kind == kind);
    let case = if kind(Exposure::Secret(SecretFile::Key)) {
        None
    } else if kind(Exposure::Secret(SecretFile::Settings)) {
        Some("settings")
    } else {
        Some("history")
    };
    let names = names(&context.exposed);
    let verb = if context.exposed.len() == 1 {
        "becomes"
    } else {
        "become"
    };
    let finding = cx.report(word.span, format!("{names} {verb} part of the image"));
    finding.help(match &context.ignore_file {
        Some(file) => format!("leave it out: add a line to `{}`", file.source.shown()),
        None => "leave it out: name it in a file `.dockerignore` at the top of the build context".to_owned(),
    });
    if let Some(case) = case {
        finding.case(case);
    }
}

fn names(exposed: &[Exposed]) -> String {
    let shown: Vec<String> = exposed
        .iter()
        .take(MOST_NAMES)
        .map(|own| format!("`{}`", own.name))
        .collect();
    match (exposed.len().saturating_sub(MOST_NAMES), shown.split_last()) {
        (0, Some((last, []))) => last.clone(),
        (0, Some((last, others))) => format!("{} and {last}", others.join(", ")),
        (more, _) => format!("{} and {more} more", shown.join(", ")),
    }
}
