use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::base::path::file_name;
use plimsoll_model::view::Stage;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("copied_dependency_folder.md")),
    checks: &[Check::Stage(check)],
};

fn check(stage: Stage<'_>, cx: &mut Context<'_>) {
    for overwritten in stage.overwritten_folders() {
        let name = file_name(&overwritten.folder.path);
        let message = format!("the `{name}` of the host is copied over that of the image");
        let finding = cx.report(overwritten.source.span, message);
        let ignore_file = stage
            .dockerfile()
            .contexts()
            .known
            .iter()
            .find_map(|context| context.ignore_file.as_ref());
        finding.help(match ignore_file {
            Some(file) => format!("leave it out: add `{name}` to `{}`", file.source.shown()),
            None => format!("leave it out: name `{name}` in a file `.dockerignore` at the top of the build context"),
        });
        if let Some(filling) = stage.dockerfile().instructions().nth(overwritten.folder.instruction) {
            finding.note(
                filling.keyword(),
                format!("`{}` fills it here", overwritten.folder.title),
            );
        }
    }
}
