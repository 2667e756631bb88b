use plimsoll_lint::{Check, Context, Fix, Page, Rule};
use plimsoll_model::command::download::piped_downloads;
use plimsoll_model::command::shell::hidden_pipes;
use plimsoll_model::dockerfile::{Code, ShellKind};
use plimsoll_model::image::{Family, SystemShell};
use plimsoll_model::view::{Instruction, Stage};
use plimsoll_syntax::Span;
use plimsoll_syntax::dockerfile::CommandForm;

use crate::edit::{keyword_like, lines_before};

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("pipe_failure_hidden.md")),
    checks: &[Check::Stage(check)],
};

fn check(stage: Stage<'_>, cx: &mut Context<'_>) {
    let mut first = None;
    for run in stage.runs() {
        check_run(run, &mut first, cx);
    }
}

/// `first` is the step that a `SHELL` for the whole stage has to stand above.
fn check_run<'a>(run: Instruction<'a>, first: &mut Option<Instruction<'a>>, cx: &mut Context<'_>) {
    for code in run.build_code() {
        // Once the download is no longer run unchecked, this pipe is gone too.
        let downloads = piped_downloads(&code.commands);
        let is_run = |failing: Span| downloads.iter().any(|download| download.span.start == failing.start);
        // A repair of one pipe of a script repairs all of them.
        let mut reported = None;
        for pipe in hidden_pipes(&code.commands) {
            let script_number = pipe.script_number;
            if reported == Some(script_number) || is_run(pipe.failing) {
                continue;
            }
            reported = Some(script_number);
            let finding = cx.report(pipe.failing, "the pipe hides a failure of this command");
            finding.help(help(run, code, script_number));
            let fix = (script_number == 0).then(|| fix(run, code, first)).flatten();
            if let Some(fix) = fix {
                finding.fix(fix);
            }
        }
    }
}

/// Where dash runs the step, a `SHELL` above the first such step of the stage, which repairs all of them;
/// where the shell has the option, a command in front of the others.
fn fix<'a>(run: Instruction<'a>, code: &Code, first: &mut Option<Instruction<'a>>) -> Option<Fix> {
    let stage = run.stage()?;
    if run.node().onbuild.is_some() || run.node().trigger().is_some() {
        return None;
    }
    let shell = match code.kind? {
        ShellKind::Bash => SystemShell::Bash,
        ShellKind::Ash => SystemShell::Ash,
        ShellKind::Sh => stage.system_shell()?,
        _ => return None,
    };
    if shell == SystemShell::Dash {
        // Of the systems with dash, these have Bash in every image.
        let has_bash = matches!(stage.family(), Some(Family::Debian | Family::Ubuntu));
        let is_default = code.kind == Some(ShellKind::Sh) && stage.shell_at(run.index()).set_by.is_none();
        if !has_bash || !is_default {
            return None;
        }
        let first = *first.get_or_insert(run);
        let line = format!(
            "{} [\"/bin/bash\", \"-o\", \"pipefail\", \"-c\"]",
            keyword_like(stage.from(), "SHELL")
        );
        return Some(Fix::unsafe_(
            "use Bash with `pipefail`",
            [lines_before(first, &[line])?],
        ));
    }
    let command = run.node().command()?;
    let CommandForm::Shell(text) = &command.form else {
        return None;
    };
    let is_line = !code.heredoc && !text.as_str().trim_start().starts_with('#');
    let edit = command.span.insert_before("set -o pipefail && ");
    is_line.then(|| Fix::unsafe_("put `set -o pipefail` before it", [edit]))
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
