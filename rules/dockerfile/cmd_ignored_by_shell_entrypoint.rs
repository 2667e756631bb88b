use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::view::Stage;
use plimsoll_syntax::dockerfile::CommandForm;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("cmd_ignored_by_shell_entrypoint.md")),
    checks: &[Check::Stage(check)],
};

fn check(stage: Stage<'_>, cx: &mut Context<'_>) {
    let start = stage.start_command();
    let (Some(entrypoint), Some(cmd)) = (start.entrypoint, start.cmd) else {
        return;
    };
    // The stage in which the two meet has the finding, not those built on it.
    let is_own = |i: plimsoll_model::view::Instruction<'_>| i.stage().is_some_and(|s| s.index() == stage.index());
    if stage.is_windows() || !(is_own(entrypoint) || is_own(cmd)) {
        return;
    }
    let Some(CommandForm::Shell(line)) = entrypoint.node().command().map(|c| &c.form) else {
        return;
    };
    let is_empty = match cmd.node().command().map(|c| &c.form) {
        Some(CommandForm::Exec(words)) => words.is_empty(),
        Some(CommandForm::Shell(text)) => text.as_str().trim().is_empty(),
        None => true,
    };
    // `sh -c line a b` passes the words as `$0`, `$1` and so on to a line that refers to them.
    let asks = entrypoint.code().iter().any(|code| code.takes_arguments());
    if is_empty || asks || line.as_str().trim().is_empty() {
        return;
    }
    let finding = cx.report(cmd.node().span, "the shell form of `ENTRYPOINT` drops `CMD`");
    finding.help("write `ENTRYPOINT` as a JSON array");
    finding.note(entrypoint.node().span, "the entrypoint");
}
