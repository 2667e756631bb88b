use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::stage::start::Runner;
use plimsoll_model::view::{Service, Stage};

use crate::started_script::{Started, of_service, of_stage};

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("entrypoint_interpreter_missing.md")),
    checks: &[Check::Stage(check_stage), Check::Service(check_service)],
};

fn check_stage(stage: Stage<'_>, cx: &mut Context<'_>) {
    of_stage(stage).iter().for_each(|script| check(script, cx));
}

fn check_service(service: Service<'_>, cx: &mut Context<'_>) {
    of_service(service).iter().for_each(|script| check(script, cx));
}

fn check(script: &Started<'_>, cx: &mut Context<'_>) {
    let Some(shebang) = &script.file.shebang else {
        return check_first_line(script, cx);
    };
    let lacking = script.stage_without_interpreter().filter(|_| script.is_program());
    let Some(stage) = lacking else { return };
    let (name, interpreter) = (&script.name, &shebang.interpreter);
    let base = stage.root_image().likely();
    let base = base.map_or("scratch", |image| image.familiar_name());
    let message = format!("`{name}` is run by `{interpreter}`, which `{base}` lacks and no step installs");
    let finding = cx.report(script.place, message);
    finding.note(shebang.span, "this line names it");
    finding.help(match &**interpreter {
        "bash" => "write it for `#!/bin/sh`, or install `bash`".to_owned(),
        _ => format!("install `{interpreter}`, or use a base image that has it"),
    });
}

fn check_first_line(script: &Started<'_>, cx: &mut Context<'_>) {
    if script.runner != Runner::Kernel || script.file.source.text().trim().is_empty() {
        return;
    }
    let name = &script.name;
    let message = format!("`{name}` does not begin with `#!`, so Linux does not know what runs it");
    let finding = cx.report(script.place, message);
    finding
        .case("no-first-line")
        .note(script.first_line(), "a line such as `#!/bin/sh` is missing here")
        .help("begin it with `#!/bin/sh` or the like");
}
