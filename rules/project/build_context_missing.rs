use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::project::{Absence, Need};
use plimsoll_model::view::ComposeFile;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("build_context_missing.md")),
    checks: &[Check::Compose(check)],
};

fn check(compose: ComposeFile<'_>, cx: &mut Context<'_>) {
    for missing in compose.missing_files() {
        let path = &missing.path;
        let (message, start) = match missing.need {
            Need::Context => (
                format!("there is no folder `{path}` to build from"),
                "folder of the Compose file",
            ),
            Need::Dockerfile => (
                format!("there is no `{path}` in the folder that this is built from"),
                "build context",
            ),
            _ => continue,
        };
        let finding = cx.report(missing.span, message);
        finding.help(format!("add it, or correct the path, which starts at the {start}"));
        if missing.absence != Absence::Fault {
            finding.case("unexplained");
        }
    }
}
