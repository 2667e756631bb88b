use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::command::Invocation;
use plimsoll_model::dockerfile::Code;
use plimsoll_model::linux::is_temporary_folder;
use plimsoll_model::view::Instruction;
use plimsoll_syntax::shell::Connector;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("cd_in_run.md")),
    checks: &[Check::Run(check)],
};

fn check(run: Instruction<'_>, cx: &mut Context<'_>) {
    for code in run.build_code() {
        let invocations = code.commands.invocations().filter(|i| i.script_number == 0);
        let mut changes = invocations.filter(|i| matches!(i.name, "cd" | "pushd" | "popd"));
        // Moving on to another folder, or back, takes `cd`.
        let (Some(change), None) = (changes.next(), changes.next()) else {
            continue;
        };
        let [folder] = change.arguments() else { continue };
        if change.name != "cd" || !is_plain(&change) {
            continue;
        }
        let folder = folder.written();
        let can_be_written = can_be_written(run, folder);
        if is_last(code, &change) {
            let finding = cx.report(change.span, format!("`cd {folder}` lasts only to the end of this step"));
            finding.help(match can_be_written {
                true => format!("write {}", instead(folder)),
                false => "remove it, or write `WORKDIR` with an absolute path".to_owned(),
            });
        } else if can_be_written
            // Nobody wants to stay in a temporary folder.
            && !is_temporary_folder(folder)
            && !run.is_mounted(folder)
            && is_leading(code, &change)
            && (is_whole(folder) || !goes_around(run, folder))
        {
            let finding = cx.report(change.span, format!("`cd {folder}` is used instead of `WORKDIR`"));
            finding.help(format!("write {} above", instead(folder)));
        }
    }
}

/// Whether the step before or after it starts in another folder beside this one, so that `WORKDIR`
/// would have to go back in between.
fn goes_around(run: Instruction<'_>, folder: &str) -> bool {
    let Some(stage) = run.stage() else { return false };
    stage.neighbours(run).any(|neighbour| {
        let mut code = neighbour.build_code().iter();
        let first = code.find_map(|code| code.commands.invocations().find(|i| i.name == "cd"));
        first.is_some_and(|cd| cd.arguments().first().is_some_and(|other| other.written() != folder))
    })
}

/// What to write instead. With a relative `WORKDIR`, the next reader would have to ask relative to
/// what.
fn instead(folder: &str) -> String {
    match is_whole(folder) {
        true => format!("`WORKDIR {folder}`"),
        false => format!("`WORKDIR` with the absolute path of `{folder}`"),
    }
}

fn is_whole(folder: &str) -> bool {
    folder.starts_with(['/', '$', '\\', '"']) || folder.contains(':')
}

/// Whether a command is part of the code itself, and surely runs.
fn is_plain(change: &Invocation<'_>) -> bool {
    let command = change.command();
    let is_joined = command.connector == Connector::Or || command.negated || command.background;
    let is_piped = change.script.pipeline_of(change.index).len() > 1;
    command.parent.is_none() && !is_joined && !is_piped
}

fn is_last(code: &Code, change: &Invocation<'_>) -> bool {
    change.index as usize + 1 == code.script().commands.len()
}

/// Whether only `set` comes before it, and its failure is not tested: `cd x || …`.
fn is_leading(code: &Code, change: &Invocation<'_>) -> bool {
    let (before, rest) = code.script().commands.split_at(change.index as usize);
    let is_set = |name: &str| name == "set";
    let only_set = before
        .iter()
        .all(|c| c.name.as_ref().is_some_and(|n| is_set(&n.content)));
    only_set && rest.get(1).is_none_or(|next| next.connector != Connector::Or)
}

/// Whether WORKDIR understands a folder: it knows no `~`, no globs, and only the variables of the
/// Dockerfile, without most operators of a shell.
fn can_be_written(run: Instruction<'_>, folder: &str) -> bool {
    let needs_shell = folder.is_empty() || folder == "-" || folder.contains(['~', '`', '*', '?', '[', '(', '%', '#']);
    !needs_shell && run.knows_variables(folder)
}
