use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::view::ComposeFile;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("variable_in_key.md")),
    checks: &[Check::Compose(check)],
};

fn check(compose: ComposeFile<'_>, cx: &mut Context<'_>) {
    for (_, variable) in compose.variables_in_keys() {
        let name = &variable.name.value;
        cx.report(
            variable.span,
            format!("Compose does not replace variables in keys, so `{name}` stays as written"),
        )
        .help("write it as a list, `- \"key=value\"`, where the whole text is a value");
    }
}
