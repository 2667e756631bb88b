use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::view::{Instruction, Stage};
use plimsoll_syntax::dockerfile::{Kind, Word};

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("copy_from_empty_stage.md")),
    checks: &[Check::Dockerfile(check)],
};

fn check(dockerfile: plimsoll_model::view::Dockerfile<'_>, cx: &mut Context<'_>) {
    // Each stage is looked at once, however often it is copied from.
    let empty: Vec<bool> = dockerfile.stages().map(is_empty).collect();
    if !empty.contains(&true) {
        return;
    }
    let uses = dockerfile.stage_graph().uses().iter();
    for used in uses.filter(|used| empty[used.used] && used.used != used.user) {
        let Some(stage) = dockerfile.stage_at(used.used) else {
            continue;
        };
        let instruction = dockerfile.tree().instructions.get(used.instruction);
        if instruction.is_none_or(|i| i.kind == Kind::Run) {
            continue;
        }
        let name = stage.name().map(Word::as_written);
        let text = match name {
            Some(name) => format!("the stage `{name}` holds no files"),
            None => format!("stage {} holds no files", used.used),
        };
        cx.report(used.span, text)
            .help("copy the files into that stage, or name another one")
            .note(
                stage.place(),
                "the stage starts from `scratch`, and nothing is added to it",
            );
    }
}

/// Whether a stage is on scratch and nothing makes a file in it. WORKDIR makes a folder.
fn is_empty(stage: Stage<'_>) -> bool {
    let makes_files = |i: &Instruction<'_>| {
        matches!(
            i.node().kind,
            Kind::Copy | Kind::Add | Kind::Run | Kind::Workdir | Kind::Unknown
        )
    };
    // If it depends on an argument, it may be another stage in the next build.
    let is_fixed = |stage: Stage<'_>| stage.image_word().is_some_and(|word| word.variables().next().is_none());
    stage.is_from_scratch()
        && stage.ancestors().all(is_fixed)
        && !stage.ancestors().flat_map(Stage::instructions).any(|i| makes_files(&i))
}
