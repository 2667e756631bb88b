use plimsoll_lint::{Check, Context, Fix, Page, Rule};
use plimsoll_model::stage::written::json_array;
use plimsoll_model::view::{Instruction, Stage};
use plimsoll_syntax::dockerfile::{CommandForm, Kind};
use plimsoll_syntax::shell::Command;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("shell_form_start_command.md")),
    checks: &[
        Check::Instruction(Kind::Cmd, check),
        Check::Instruction(Kind::Entrypoint, check),
    ],
};

/// Commands that end before anybody could stop them.
const ENDS_AT_ONCE: [&str; 10] = [
    "cat", "chown", "cmp", "cp", "diff", "false", "ls", "mkdir", "mv", "true",
];

/// Commands that only a shell has.
const BUILT_IN: [&str; 12] = [
    ".", ":", "cd", "command", "eval", "export", "read", "set", "source", "trap", "ulimit", "wait",
];

fn check(start: Instruction<'_>, cx: &mut Context<'_>) {
    let Some(CommandForm::Shell(text)) = start.node().command().map(|c| &c.form) else {
        return;
    };
    // A line that was meant as JSON has a rule of its own.
    if start.broken_json().is_some() {
        return;
    }
    let Some(stage) = start.stage() else { return };
    // Nothing starts in a stage that others only copy files from.
    if stage.is_only_taken_from() {
        return;
    }
    // A SHELL in the stage is a choice, and on Windows signals work differently.
    if text.as_str().trim().is_empty() || stage.shell_at(start.index()).set_by.is_some() || stage.is_windows() {
        return;
    }
    let Some(code) = start.code().first() else { return };
    let commands = &code.script().commands;
    // The last command stays; loops and branches are a program of the shell's own.
    let outer = || commands.iter().filter(|command| command.parent.is_none());
    let (Some(first), Some(last)) = (commands.first(), outer().next_back()) else {
        return;
    };
    let Some(program) = last.name.as_ref().map(|name| &*name.text) else {
        return;
    };
    if ENDS_AT_ONCE.contains(&program) || is_exec(first) || is_exec(last) || is_below_init(stage, start) {
        return;
    }
    let message = format!("this runs in a shell, which does not pass stop signals to `{program}`");
    let finding = cx.report(start.node().span, message);
    let words = first.arguments.iter().chain(&first.name);
    let needs_shell = commands.len() > 1
        || !first.redirects.is_empty()
        || !first.assignments.is_empty()
        || words.clone().any(|w| w.value.is_none() || w.glob);
    if needs_shell {
        finding.help(format!(
            "write `exec {program} …`, so that the program replaces the shell"
        ));
        return;
    }
    let words = first.name.iter().chain(&first.arguments);
    let words: Vec<&str> = words.filter_map(|word| word.value.as_deref()).collect();
    let list = json_array(words.iter().copied());
    finding.help(format!("write `{} {list}`", start.node().kind.name()));
    // An entrypoint gets the words one by one then, and not a line for a shell.
    let place = start.node().command().map(|command| command.span);
    let is_alone = stage
        .start_command()
        .entrypoint
        .is_none_or(|entrypoint| entrypoint.index() == start.index());
    let is_program = !BUILT_IN.contains(&program) && words.len() == first.arguments.len() + 1;
    if let Some(place) = place.filter(|_| is_alone && is_program) {
        finding.fix(Fix::unsafe_("write it as a list", [place.replace(list)]));
    }
}

fn is_exec(command: &Command) -> bool {
    command.name.as_ref().is_some_and(|name| &*name.content == "exec")
}

/// Whether an entrypoint starts it that passes signals on to everything below it.
fn is_below_init(stage: Stage<'_>, start: Instruction<'_>) -> bool {
    let entrypoint = stage.start_command().entrypoint;
    let Some(entrypoint) = entrypoint.filter(|e| e.index() != start.index()) else {
        return false;
    };
    let mut code = entrypoint.code().iter().flat_map(|code| code.commands.invocations());
    code.any(|i| i.name == "dumb-init" || i.wrappers.iter().any(|w| w.argv[0].program() == "dumb-init"))
}
