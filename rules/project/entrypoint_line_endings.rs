use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::base::path::file_name;
use plimsoll_model::context::{ScriptFile, Shebang};
use plimsoll_model::stage::start::Runner;
use plimsoll_model::view::{Service, Stage};
use plimsoll_syntax::Span;

use crate::started_script::{first_line, of_service, of_stage, place, shown};

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
    let shebang = file.shebang.as_ref().filter(|_| runner != Runner::Shell);
    let reason = match shebang.and_then(broken) {
        Some(reason) => reason,
        None if file.code.is_some() => "the shell takes them for a part of each command".to_owned(),
        None => return,
    };
    let message = format!("`{name}` has Windows line endings: {reason}");
    let path = shown(file);
    let finding = cx.report(place, message);
    finding.note(first_line(file), "this line ends in a carriage return");
    finding.help(format!(
        "save `{path}` with Unix line endings, and add `{path} text eol=lf` to `.gitattributes`"
    ));
}

/// What a carriage return at the end of a first line breaks.
fn broken(shebang: &Shebang) -> Option<String> {
    let Shebang { program, argument, .. } = shebang;
    Some(match file_name(program) {
        _ if argument.is_empty() => format!("Linux looks for a program `{program}\\r` and finds none"),
        // It parts the words itself, and a carriage return is a space to it.
        "env" if argument.starts_with('-') => return None,
        "env" => format!("`env` looks for a program `{argument}\\r` and finds none"),
        name => format!("`{name}` is given `{argument}\\r`, which it does not know"),
    })
}
