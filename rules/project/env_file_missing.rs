use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::project::Absence;
use plimsoll_model::view::ComposeFile;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("env_file_missing.md")),
    checks: &[Check::Compose(check)],
};

fn check(compose: ComposeFile<'_>, cx: &mut Context<'_>) {
    for missing in compose.missing_env_files() {
        let (case, help) = match &missing.absence {
            Absence::Fault => (None, "add the file, or write `required: false`".to_owned()),
            Absence::Template(name) => (Some("template"), format!("make it from `{name}`")),
            Absence::Ignored => (
                Some("ignored"),
                "add a template of it, so that others know what it holds".to_owned(),
            ),
            Absence::Unexplained => (
                Some("unexplained"),
                "add the file, or write `required: false`".to_owned(),
            ),
        };
        let message = format!("`{}` is not there, and Compose stops without it", missing.path);
        let finding = cx.report(missing.span, message).help(help);
        if let Some(case) = case {
            finding.case(case);
        }
    }
}
