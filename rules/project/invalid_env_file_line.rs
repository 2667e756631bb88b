use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::view::{EnvFileView, EnvLineFault};

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("invalid_env_file_line.md")),
    checks: &[Check::EnvFile(check)],
};

fn check(file: EnvFileView<'_>, cx: &mut Context<'_>) {
    for fault in file.faults() {
        match fault {
            EnvLineFault::Refused(error) => {
                cx.report(error.span, format!("Compose stops here: {}", error.message))
                    .help("a line is `NAME=value`; put a value with special characters in single quotes")
                    .case("refused");
            }
            EnvLineFault::Repeated { name, again } => {
                let text = format!("`{}` is set again below, so this line has no effect", name.value);
                cx.report(name.span, text)
                    .help("remove one of the two")
                    .note(again, "this one takes effect");
            }
            EnvLineFault::LosesPart { name } => {
                let text = format!(
                    "a `$` in the value of `{}` starts a variable that nothing sets",
                    name.value
                );
                cx.report(name.span, text)
                    .help("put the value in single quotes, or the part after the `$` is lost");
            }
        }
    }
}
