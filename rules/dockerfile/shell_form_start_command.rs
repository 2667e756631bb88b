use plimsoll_lint::{Check, Context, Rule};
use plimsoll_model::Instruction;
use plimsoll_syntax::dockerfile::{CommandForm, Kind};

pub(crate) static RULE: Rule = Rule {
    page: include_str!("shell_form_start_command.md"),
    checks: &[
        Check::Instruction(Kind::Cmd, check),
        Check::Instruction(Kind::Entrypoint, check),
    ],
};

fn check(start: Instruction<'_>, cx: &mut Context<'_>) {
    let Some(CommandForm::Shell(text)) = start.node().command().map(|c| &c.form) else {
        return;
    };
    let Some(stage) = start.stage() else { return };
    // A SHELL in the stage is a choice, and on Windows signals work another way.
    if text.as_str().trim().is_empty() || stage.shell_at(start.index()).set_by.is_some() || stage.is_windows() {
        return;
    }
    let Some(code) = start.code().first() else { return };
    let Some(first) = code.script().commands.first() else {
        return;
    };
    let program = first.name.as_ref().map_or("", |n| &n.text);
    if program == "exec" {
        return;
    }
    let message = format!("runs behind a shell, which keeps stop signals from `{program}`");
    let finding = cx.report(start.node().span, message);
    let words = first.arguments.iter().chain(&first.name);
    let needs_shell = code.script().commands.len() > 1
        || !first.redirects.is_empty()
        || !first.assignments.is_empty()
        || words.clone().any(|w| w.value.is_none() || w.glob);
    if needs_shell {
        finding.help("put `exec` before the last command, so that it takes the shell's place");
        return;
    }
    let words: Vec<String> = first
        .name
        .iter()
        .chain(&first.arguments)
        .filter_map(|w| w.value.as_deref())
        .map(json)
        .collect();
    finding.help(format!("write `{} [{}]`", start.node().kind.name(), words.join(", ")));
}

/// A word as a JSON string.
fn json(word: &str) -> String {
    let mut text = String::from("\"");
    for c in word.chars() {
        if matches!(c, '"' | '\\') {
            text.push('\\');
        }
        text.push(c);
    }
    text.push('"');
    text
}
