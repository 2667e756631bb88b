use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::context::ScriptFile;
use plimsoll_model::view::{Service, Stage};
use plimsoll_syntax::Span;

use crate::started_script::{Brought, of_service};

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("entrypoint_without_exec.md")),
    checks: &[Check::Stage(check_stage), Check::Service(check_service)],
};

fn check_stage(stage: Stage<'_>, cx: &mut Context<'_>) {
    // It hands signals on to all processes.
    let forwards = stage
        .start_command()
        .invocations()
        .any(|i| i.is_wrapped_in("dumb-init"));
    if !stage.is_end() || stage.is_windows() || forwards {
        return;
    }
    // Of several programs none is the one that gets the signals.
    if let [script] = &stage.start_scripts()[..] {
        report(script.word, &script.name, script.file, cx);
    }
}

fn check_service(service: Service<'_>, cx: &mut Context<'_>) {
    if let [script] = &of_service(service)[..] {
        // What the image names is reported there.
        let is_named_by_image = matches!(&script.brought, Brought::Mounted(mounted, _) if script.place != mounted.word);
        if !is_named_by_image {
            report(script.place, &script.name, script.file, cx);
        }
    }
}

fn report(place: Span, name: &str, file: &ScriptFile, cx: &mut Context<'_>) {
    let children = file.children();
    let Some(first) = children.first() else { return };
    let program = first.name;
    let message = format!("`{name}` starts `{program}` without `exec`, so `{program}` gets no stop signal");
    let finding = cx.report(place, message);
    for child in &children {
        finding.note(child.command().span, "here it waits for a child");
    }
    finding.help("write `exec` before the last command, so that the program takes the place of the shell");
}
