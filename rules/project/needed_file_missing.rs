use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::project::Need;
use plimsoll_model::view::ComposeFile;

use crate::missing_file;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("needed_file_missing.md")),
    checks: &[Check::Compose(check)],
};

fn check(compose: ComposeFile<'_>, cx: &mut Context<'_>) {
    let missing = compose.missing_files().iter();
    for missing in missing.filter(|missing| matches!(missing.need, Need::Labels | Need::Compose)) {
        missing_file::report(missing, "add the file, or correct the path", cx);
    }
}
