use plimsoll_lint::{Check, Context, Level, Rule};
use plimsoll_model::project::Absence;
use plimsoll_model::view::ComposeFile;

pub(crate) static RULE: Rule = Rule {
    page: include_str!("env_file_missing.md"),
    checks: &[Check::Compose(check)],
};

fn check(compose: ComposeFile<'_>, cx: &mut Context<'_>) {
    for missing in compose.missing_env_files() {
        let (level, help) = match &missing.absence {
            Absence::Fault => (Level::Error, "add the file, or write `required: false`".to_owned()),
            Absence::Template(name) => (Level::Info, format!("make it from `{name}`")),
            Absence::Ignored => (
                Level::Info,
                "add a template of it, so that others know what it holds".to_owned(),
            ),
            Absence::Unexplained => (Level::Info, "add the file, or write `required: false`".to_owned()),
        };
        cx.report(
            missing.span,
            format!("`{}` is not there, and Compose stops without it", missing.path),
        )
        .help(help)
        .level(level);
    }
}
