use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::command::git::{Point, git_sources};
use plimsoll_model::view::Stage;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("git_source_not_pinned.md")),
    checks: &[Check::Stage(check)],
};

fn check(stage: Stage<'_>, cx: &mut Context<'_>) {
    let mut checked_out = None;
    for instruction in stage.instructions() {
        let code = instruction.build_code().iter();
        for source in code.flat_map(|code| git_sources(&code.commands)) {
            let text = match source.point {
                Point::Newest => "this takes whatever was last pushed to the repository".to_owned(),
                Point::Branch(name) => format!("this takes whatever was last pushed to `{name}`"),
                Point::Fixed => continue,
            };
            // A separate step may take it to a tag.
            let later = checked_out.get_or_insert_with(|| stage.checked_out_folders());
            let moved = source.folder.and_then(|folder| later.get(folder));
            if moved.is_none_or(|&run| run <= instruction.index()) {
                cx.report(source.span, text).help("name a tag, or better a commit");
            }
        }
    }
}
