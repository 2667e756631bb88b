use plimsoll_lint::{Check, Context, Fix, Page, Rule};
use plimsoll_model::view::Instruction;
use plimsoll_syntax::dockerfile::Kind;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("search_path_overwritten.md")),
    checks: &[Check::Instruction(Kind::Env, check)],
};

fn check(env: Instruction<'_>, cx: &mut Context<'_>) {
    let Some(stage) = env.stage() else { return };
    let pair = env.node().pairs().iter().find(|pair| pair.key.as_written() == "PATH");
    let Some(value) = pair.and_then(|pair| pair.value.as_ref()) else {
        return;
    };
    // Any variable may contain the former value, or the system's folders.
    let Some(path) = value.literal() else {
        return;
    };
    let has_system = path
        .split(':')
        .any(|folder| matches!(folder.trim_end_matches('/'), "/bin" | "/usr/bin"));
    if path.is_empty() || has_system || stage.is_from_scratch() || stage.is_windows() || value.malformed.is_some() {
        return;
    }
    let written = cx.text(value.span);
    let finding = cx.report(value.span, "the system's programs are no longer found");
    finding.help(format!("keep the former value: `{path}:$PATH`"));
    // In single quotes the variable would not be expanded, and `%PATH%` or `~` need a look anyway.
    if !written.contains(['\'', '\\', '%', '~']) {
        let mut inside = value.span;
        if written.ends_with('"') {
            inside.end -= 1;
        }
        finding.fix(Fix::unsafe_("keep the former value", [inside.insert_after(":$PATH")]));
    }
}
