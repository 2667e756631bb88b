use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::context::ScriptFile;
use plimsoll_model::stage::start::Runner;
use plimsoll_model::view::{Service, Stage};
use plimsoll_syntax::Span;

use crate::started_script::{first_line, of_service, of_stage, place};

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("entrypoint_line_endings.md")),
    checks: &[Check::Stage(check_stage), Check::Service(check_service)],
};

fn check_stage(stage: Stage<'_>, cx: &mut Context<'_>) {
    for script in of_stage(stage).iter().filter(|script| script.has_windows_lines()) {
        report(script.word, &script.name, script.file, script.runner, cx);
    }
}

fn check_service(service: Service<'_>, cx: &mut Context<'_>) {
    let (copied, mounted) = of_service(service);
    for script in copied.iter().filter(|script| script.has_windows_lines()) {
        report(script.word, &script.name, script.file, script.runner, cx);
    }
    for script in mounted.iter().filter(|script| script.file.has_windows_lines) {
        report(place(script), &script.name, script.file, script.runner, cx);
    }
}

fn report(place: Span, name: &str, file: &ScriptFile, runner: Runner, cx: &mut Context<'_>) {
    let message = match &file.shebang {
        Some(shebang) if runner != Runner::Shell => {
            let program = &shebang.program;
            format!("`{name}` has Windows line endings: Linux looks for a program `{program}\\r` and finds none")
        }
        _ if file.code.is_some() => {
            format!("`{name}` has Windows line endings: the shell takes them for a part of each command")
        }
        _ => return,
    };
    let path = file.source.shown();
    let finding = cx.report(place, message);
    finding.note(first_line(file), "this line ends in a carriage return");
    finding.help(format!(
        "save `{path}` with Unix line endings, and add `{path} text eol=lf` to `.gitattributes`"
    ));
}
