use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::view::ComposeFile;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("undefined_compose_variable.md")),
    checks: &[Check::Compose(check)],
};

fn check(compose: ComposeFile<'_>, cx: &mut Context<'_>) {
    for variable in compose.undefined_variables() {
        let name = &variable.name;
        let text = match (variable.has_env_file, variable.default) {
            (_, Some(_)) => {
                format!("`{name}` has a default elsewhere but none here, so Compose replaces it with nothing")
            }
            (true, None) => format!("`{name}` is not set in `.env`, so Compose replaces it with nothing"),
            (false, None) => {
                format!("neither `.env` nor its template sets `{name}`, so Compose replaces it with nothing")
            }
        };
        let help = match (&variable.template, &variable.only_in, &variable.near) {
            (Some(template), _, _) => format!("copy it from `{template}` to `.env`"),
            (None, Some(file), _) => {
                format!("`{file}` is only for the container; write `$${name}` for a variable of its shell")
            }
            (None, None, Some(near)) => format!("write `{near}`, if that was meant, or a default: `${{{name}:-…}}`"),
            _ if variable.default.is_some() => format!("write the same default here, or require it: `${{{name}:?…}}`"),
            _ => format!("set it, write a default (`${{{name}:-…}}`), or require it: `${{{name}:?…}}`"),
        };
        let finding = cx.report(variable.span, text).help(help);
        if let Some(default) = variable.default {
            finding.note(default, "the default");
        }
        if variable.template.is_some() {
            finding.case("in-template");
        }
    }
}
