use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::command::Invocation;
use plimsoll_model::view::Instruction;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("export_lost_after_run.md")),
    checks: &[Check::Run(check)],
};

fn check(run: Instruction<'_>, cx: &mut Context<'_>) {
    for code in run.build_code() {
        let commands = &code.script().commands;
        let listed = commands
            .iter()
            .enumerate()
            .rev()
            .find(|(_, command)| command.parent.is_none());
        let Some((index, command)) = listed else { continue };
        let Some(last) = code.commands.invocation(0, index as u32) else {
            continue;
        };
        let is_piped = last.script.pipeline_of(last.index).len() > 1;
        let Some(help) = help(&last).filter(|_| !is_piped && !command.background) else {
            continue;
        };
        let message = format!("`{}` lasts only to the end of this step", last.name);
        cx.report(last.span, message).help(help);
    }
}

/// What to write instead of a command that only changes the shell.
fn help(last: &Invocation<'_>) -> Option<&'static str> {
    let operand = last.arguments().iter().find(|argument| !argument.is_flag())?;
    match last.name {
        "export" => Some("write `ENV`, or put it into the `RUN` that needs it"),
        "alias" => Some("write a small script, or put it into a file that shells read"),
        "umask" => Some("put it into the `RUN` that needs it"),
        "source" | "." if only_sets(operand.program()) => {
            Some("put it into the `RUN` that needs it, or set the variables with `ENV`")
        }
        _ => None,
    }
}

/// Whether a sourced file is one that sets variables; any other may do real work.
fn only_sets(file: &str) -> bool {
    matches!(
        file,
        "activate" | "env" | "environment" | "setup.bash" | "nvm.sh" | "setenv.sh" | "profile"
    ) || file.ends_with("rc")
        || file.ends_with("profile")
        || file.ends_with(".env")
}
