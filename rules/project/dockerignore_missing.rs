use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::view::{Instruction, Stage};

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("dockerignore_missing.md")),
    checks: &[Check::Stage(check)],
};

fn check(stage: Stage<'_>, cx: &mut Context<'_>) {
    if !stage.is_in_shipped_chain() {
        return;
    }
    let contexts = &stage.dockerfile().contexts().known;
    let [context] = &contexts[..] else { return };
    // Where secrets enter the image, `sensitive-files-in-context` says the same.
    if context.ignore_file.is_some() || !context.exposed.is_empty() {
        return;
    }
    // `copied-dependency-folder` says so too.
    if !stage.overwritten_folders().is_empty() {
        return;
    }
    let Some(folder) = context.dependency_folders.iter().find(|folder| !folder.is_kept) else {
        return;
    };
    for word in stage.instructions().filter_map(Instruction::source_of_all) {
        let message = "everything is copied, even what `.gitignore` names, since there is no `.dockerignore`";
        let finding = cx.report(word.span, message);
        finding.help(format!(
            "add a `.dockerignore` to the build context, with `.git` and what need not be in the image, such as `{}`",
            folder.name
        ));
    }
}
