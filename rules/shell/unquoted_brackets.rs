use plimsoll_lint::{Check, Context, Fix, Page, Rule};
use plimsoll_model::dockerfile::ShellFinding;
use plimsoll_model::view::ShellPlace;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("unquoted_brackets.md")),
    checks: &[Check::Shell(check), Check::Script(check)],
};

fn check(found: &ShellFinding, code: ShellPlace<'_>, cx: &mut Context<'_>) {
    let invocation = code.invocation_at(found.span);
    let words = invocation.iter().flat_map(|invocation| invocation.argv());
    let word = words
        .map(|argument| argument.span)
        .find(|span| span.contains(found.span));
    let place = word.unwrap_or(found.span);
    let written = cx.text(place);
    // Quotes around a word that already has some, or that is expanded, would change more than this.
    let is_plain = word.is_some() && !written.contains(['\'', '"', '$', '`', '\\', '*', '?', '~', '\n']);
    let quoted = format!("'{written}'");
    let finding = cx.report(place, "the shell reads the brackets as a pattern");
    finding.help("put the word in quotes");
    if is_plain {
        finding.fix(Fix::safe("put it in quotes", [place.replace(quoted)]));
    }
}
