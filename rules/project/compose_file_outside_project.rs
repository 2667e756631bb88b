use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::project::Absence;
use plimsoll_model::view::ComposeFile;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("compose_file_outside_project.md")),
    checks: &[Check::Compose(check)],
};

fn check(compose: ComposeFile<'_>, cx: &mut Context<'_>) {
    let missing = compose.missing_files().iter();
    for outside in missing.filter(|missing| missing.absence == Absence::Outside) {
        let message = format!(
            "`{}` is outside the project: what it brings is not judged",
            outside.path
        );
        cx.report(outside.span, message)
            .help("keep it in the repository, or run plimsoll from a folder that holds both");
    }
}
