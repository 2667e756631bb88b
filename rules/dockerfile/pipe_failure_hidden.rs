use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::command::download::piped_downloads;
use plimsoll_model::command::shell::hidden_pipes;
use plimsoll_model::dockerfile::{Code, ShellKind};
use plimsoll_model::image::SystemShell;
use plimsoll_model::view::Instruction;
use plimsoll_syntax::Span;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("pipe_failure_hidden.md")),
    checks: &[Check::Run(check)],
};

fn check(run: Instruction<'_>, cx: &mut Context<'_>) {
    for code in run.build_code() {
        // Once the download is no longer run unchecked, this pipe is gone too.
        let downloads = piped_downloads(&code.commands);
        let is_run = |failing: Span| downloads.iter().any(|download| download.span.start == failing.start);
        // A repair of one pipe of a script repairs all of them.
        let mut reported = None;
        for pipe in hidden_pipes(&code.commands) {
            if reported == Some(pipe.script_number) || is_run(pipe.failing) {
                continue;
            }
            reported = Some(pipe.script_number);
            let finding = cx.report(pipe.failing, "the pipe hides a failure of this command");
            finding.help(help(run, code, pipe.script_number));
        }
    }
}

fn help(run: Instruction<'_>, code: &Code, script_number: usize) -> &'static str {
    let stage = run.stage();
    let is_set = stage.is_some_and(|stage| stage.shell_at(run.index()).set_by.is_some());
    let is_nested = code.heredoc || script_number > 0;
    let shell = match code.shell_of(script_number) {
        Some(ShellKind::Bash | ShellKind::OtherPosix) => Some(SystemShell::Bash),
        Some(ShellKind::Ash) => Some(SystemShell::Ash),
        Some(ShellKind::Dash) => Some(SystemShell::Dash),
        _ => stage.and_then(|stage| stage.system_shell()),
    };
    match shell {
        Some(SystemShell::Bash) if is_set && !is_nested => "add `-o pipefail` to the `SHELL` in effect",
        Some(SystemShell::Bash | SystemShell::Ash) => "put `set -o pipefail` before it",
        Some(SystemShell::Dash) => {
            "`sh` is dash here, which has no `pipefail`: use `SHELL [\"/bin/bash\", \"-o\", \"pipefail\", \"-c\"]`"
        }
        None => "use a shell that has `pipefail`: `SHELL [\"/bin/bash\", \"-o\", \"pipefail\", \"-c\"]`",
    }
}
