use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::project::{Absence, Need};
use plimsoll_model::view::ComposeFile;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("bind_mount_source_missing.md")),
    checks: &[Check::Compose(check)],
};

fn check(compose: ComposeFile<'_>, cx: &mut Context<'_>) {
    for missing in compose.missing_files() {
        let path = &missing.path;
        let message = match missing.need {
            Need::MountedFile => format!("`{path}` is not there, so Docker makes a folder of that name"),
            Need::MountedFolder => format!("`{path}` is not there, so Docker mounts an empty folder"),
            _ => continue,
        };
        let finding = cx.report(missing.span, message);
        match &missing.absence {
            Absence::Template(name) => finding.help(format!("create it from `{name}`")).case("template"),
            _ => finding.help("add it, or correct the path, which starts at the folder of the Compose file"),
        };
    }
}
