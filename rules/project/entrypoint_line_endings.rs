use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::base::path::file_name;
use plimsoll_model::context::Shebang;
use plimsoll_model::view::{Service, Stage};

use crate::started_script::{Started, of_service, of_stage};

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("entrypoint_line_endings.md")),
    checks: &[Check::Stage(check_stage), Check::Service(check_service)],
};

fn check_stage(stage: Stage<'_>, cx: &mut Context<'_>) {
    of_stage(stage).iter().for_each(|script| check(script, cx));
}

fn check_service(service: Service<'_>, cx: &mut Context<'_>) {
    of_service(service).iter().for_each(|script| check(script, cx));
}

fn check(script: &Started<'_>, cx: &mut Context<'_>) {
    if !script.has_windows_lines() {
        return;
    }
    let shebang = script.file.shebang.as_ref().filter(|_| script.is_program());
    let reason = match shebang.and_then(broken) {
        Some(reason) => reason,
        None if script.file.code.is_some() => "the shell takes them for a part of each command".to_owned(),
        None => return,
    };
    let message = format!("`{}` has Windows line endings: {reason}", script.name);
    let path = script.shown();
    let finding = cx.report(script.place, message);
    finding.note(script.first_line(), "this line ends in a carriage return");
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
