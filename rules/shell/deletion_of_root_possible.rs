use plimsoll_lint::{Check, Context, Fix, Page, Rule};
use plimsoll_model::dockerfile::ShellFinding;
use plimsoll_model::view::ShellPlace;
use plimsoll_syntax::Span;

use crate::edit::is_in_line;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("deletion_of_root_possible.md")),
    // What a variable of a script holds, its environment decides.
    checks: &[Check::Shell(check)],
};

fn check(found: &ShellFinding, code: ShellPlace<'_>, cx: &mut Context<'_>) {
    let value = code.run().and_then(|run| run.set_variable(found.variable()));
    let value = value.and_then(plimsoll_model::base::Value::likely);
    if value.is_some_and(|value| !value.is_empty()) {
        return;
    }
    // A command that fails ends the chain before anything is deleted.
    let command = code.invocation_at(found.span);
    if command.is_some_and(|command| command.follows_success_of(found.variable())) {
        return;
    }
    let rest = found.text.replace(['"', '\''], "");
    let rest = rest.find('/').map_or("", |slash| &rest[slash..]);
    let what = match rest {
        "" | "/" | "/*" => "the root folder".to_owned(),
        rest => format!("`{rest}`"),
    };
    let message = format!("with an empty variable, `{}` is {what}", found.text);
    let place = variable(found, cx.text(found.span)).filter(|_| is_in_line(code, found.span));
    let name = format!("${{{}:?}}", found.variable());
    let finding = cx.report(found.span, message);
    finding.help("write `${name:?}`, which stops the step instead");
    if let Some(place) = place {
        finding.fix(Fix::unsafe_(format!("write `{name}`"), [place.replace(name)]));
    }
}

/// Where the plain variable stands in the word: `$NAME` or `${NAME}`.
fn variable(found: &ShellFinding, written: &str) -> Option<Span> {
    let name = found.variable();
    let forms = [format!("${{{name}}}"), format!("${name}")];
    let (start, form) = forms
        .iter()
        .find_map(|form| Some((written.find(form.as_str())?, form)))?;
    let start = found.span.start as usize + start;
    (!name.is_empty()).then(|| Span::new(found.span.file, start, start + form.len()))
}
