use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::context::{ScriptFile, Shebang};
use plimsoll_model::stage::start::{RunScript, Runner};
use plimsoll_model::view::{Service, Stage};
use plimsoll_syntax::Span;

use crate::started_script::{first_line, is_program, of_service, of_stage, place};

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("entrypoint_interpreter_missing.md")),
    checks: &[Check::Stage(check_stage), Check::Service(check_service)],
};

fn check_stage(stage: Stage<'_>, cx: &mut Context<'_>) {
    for script in of_stage(stage) {
        check_copied(&script, cx);
    }
}

fn check_service(service: Service<'_>, cx: &mut Context<'_>) {
    let (copied, mounted) = of_service(service);
    for script in copied {
        check_copied(&script, cx);
    }
    for script in mounted {
        let Some(shebang) = &script.file.shebang else {
            check_first_line(place(&script), &script.name, script.file, script.runner, cx);
            continue;
        };
        let stage = service.stage().filter(|_| is_program(script.runner));
        let lacking = stage.filter(|stage| stage.lacks_interpreter_at(usize::MAX, &shebang.interpreter));
        if let Some(stage) = lacking {
            report(place(&script), &script.name, shebang, stage, cx);
        }
    }
}

fn check_copied(script: &RunScript<'_>, cx: &mut Context<'_>) {
    match &script.file.shebang {
        None => check_first_line(script.word, &script.name, script.file, script.runner, cx),
        Some(shebang) if is_program(script.runner) && script.lacks_interpreter() => {
            report(script.word, &script.name, shebang, script.stage(), cx);
        }
        Some(_) => {}
    }
}

fn check_first_line(place: Span, name: &str, file: &ScriptFile, runner: Runner, cx: &mut Context<'_>) {
    if runner != Runner::Kernel || file.source.text().trim().is_empty() {
        return;
    }
    let message = format!("`{name}` does not begin with `#!`, so Linux does not know what runs it");
    let finding = cx.report(place, message);
    finding
        .case("no-first-line")
        .note(first_line(file), "a line such as `#!/bin/sh` is missing here")
        .help("begin it with `#!/bin/sh` or the like");
}

fn report(place: Span, name: &str, shebang: &Shebang, stage: Stage<'_>, cx: &mut Context<'_>) {
    let interpreter = &shebang.interpreter;
    let base = stage.root_image().likely();
    let base = base.map_or("scratch", |image| image.familiar_name());
    let message = format!("`{name}` is run by `{interpreter}`, which `{base}` lacks and no step installs");
    let finding = cx.report(place, message);
    finding.note(shebang.span, "this line names it");
    finding.help(match &**interpreter {
        "bash" => "write it for `#!/bin/sh`, or install `bash`".to_owned(),
        _ => format!("install `{interpreter}`, or use a base image that has it"),
    });
}
