use plimsoll_lint::{Check, Context, Fix, Page, Rule};
use plimsoll_model::dockerfile::ShellFinding;
use plimsoll_model::view::ShellPlace;
use plimsoll_syntax::Edit;

use crate::edit::is_in_line;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("variable_in_printf_format.md")),
    checks: &[Check::Shell(check), Check::Script(check)],
};

fn check(found: &ShellFinding, code: ShellPlace<'_>, cx: &mut Context<'_>) {
    let message = "a variable is part of the format of `printf`";
    let edit = value_behind_format(found, code, cx).filter(|_| is_in_line(code, found.span));
    let finding = cx.report(found.span, message);
    finding.help("write `printf '%s' \"$variable\"`");
    if let Some(edit) = edit {
        finding.fix(Fix::unsafe_("put it behind the format", [edit]));
    }
}

/// Puts the variable behind a format of its own, if nothing but a line end stands beside it.
fn value_behind_format(found: &ShellFinding, code: ShellPlace<'_>, cx: &Context<'_>) -> Option<Edit> {
    let printf = code.invocation_at(found.span)?;
    let [format] = printf.arguments() else { return None };
    let inside = cx.text(format.span).strip_prefix('"')?.strip_suffix('"')?;
    let (variable, end) = match inside.strip_suffix("\\n") {
        Some(variable) => (variable, "\\n"),
        None => (inside, ""),
    };
    let name = found.variable();
    let is_whole = variable == format!("${name}") || variable == format!("${{{name}}}");
    is_whole.then(|| format.span.replace(format!("'%s{end}' \"{variable}\"")))
}
