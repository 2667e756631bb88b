use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::view::ComposeFile;
use plimsoll_syntax::SyntaxErrorKind;

/// More names than that do not help.
const SHOWN: usize = 8;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("dependency_cycle.md")),
    checks: &[Check::Syntax(SyntaxErrorKind::Cycle), Check::Compose(check)],
};

fn check(compose: ComposeFile<'_>, cx: &mut Context<'_>) {
    for cycle in compose.cycles() {
        let names: Vec<String> = cycle.names.iter().map(|name| format!("`{name}`")).collect();
        let circle = match names.len() > SHOWN {
            true => format!("{} → … → {}", names[..SHOWN].join(" → "), names[0]),
            false => names.join(" → "),
        };
        let verb = if cycle.extends { "extend" } else { "depend on" };
        cx.report(cycle.span, format!("services {verb} each other in a cycle: {circle}"))
            .help("remove one link of the cycle");
    }
}
