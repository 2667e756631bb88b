use plimsoll_lint::{Check, Context, Fix, Page, Rule};
use plimsoll_model::command::Invocation;
use plimsoll_model::view::Instruction;
use plimsoll_syntax::Edit;
use plimsoll_syntax::dockerfile::Kind;

use crate::edit::keyword_like;

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
        let edit = as_env(run, &last);
        let finding = cx.report(last.span, message);
        finding.help(help);
        if let Some(edit) = edit {
            finding.fix(Fix::unsafe_("write `ENV`", [edit]));
        }
    }
}

/// `RUN export A=b` becomes `ENV A=b`. None if the step does more, or if the shell would read the value in
/// another way than Docker.
fn as_env(run: Instruction<'_>, last: &Invocation<'_>) -> Option<Edit> {
    let source = run.dockerfile().source();
    let node = run.node();
    // A trigger sets nothing in this image.
    let is_own = node.kind == Kind::Run;
    let is_all = is_own && last.name == "export" && last.script.commands.len() == 1 && last.script_number == 0;
    let is_plain = |text: &str| {
        let rest = text.replace("${PATH}", "").replace("$PATH", "");
        text.contains('=') && !rest.contains(['$', '`', '~', '\\'])
    };
    let mut arguments = last.arguments().iter();
    let (first, end) = (last.arguments().first()?, last.span.end);
    let fits = arguments.all(|argument| !argument.is_flag() && is_plain(source.slice(argument.span)));
    let is_whole =
        node.flags.is_empty() && node.heredocs.is_empty() && last.command().span == last.span && end == node.span.end;
    let start = run.keyword().at_start().to(first.span.at_start());
    (is_all && fits && is_whole).then(|| start.replace(format!("{} ", keyword_like(run, "ENV"))))
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
