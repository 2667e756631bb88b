use plimsoll_lint::{Check, Context, Fix, Page, Rule};
use plimsoll_model::stage::start::RunScript;
use plimsoll_model::view::{Service, Stage};

use crate::started_script::{Brought, Started, of_service, of_stage};

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("entrypoint_not_executable.md")),
    checks: &[Check::Stage(check_stage), Check::Service(check_service)],
};

fn check_stage(stage: Stage<'_>, cx: &mut Context<'_>) {
    of_stage(stage).iter().for_each(|script| check(script, cx));
}

fn check_service(service: Service<'_>, cx: &mut Context<'_>) {
    of_service(service).iter().for_each(|script| check(script, cx));
}

fn check(script: &Started<'_>, cx: &mut Context<'_>) {
    if !script.is_program() {
        return;
    }
    match &script.brought {
        Brought::Copied(copied) => check_copied(copied, script.shown(), cx),
        Brought::Mounted(mounted, service) => {
            let is_of_image = mounted.word.file != mounted.mount.span.file;
            // Without the mount it fails as well, and is reported there.
            let fails_anyway = is_of_image && service.stage().is_some_and(|stage| fails(stage, &script.name));
            if script.file.is_executable == Some(false) && !fails_anyway {
                let message = format!("`{}` is not executable as this mount brings it", script.name);
                cx.report(script.place, message).help(advice(script.shown()));
            }
        }
    }
}

fn check_copied(script: &RunScript<'_>, path: &str, cx: &mut Context<'_>) {
    if script.is_executable() != Some(false) {
        return;
    }
    let reason = match script.file.is_executable {
        Some(true) => "loses its execute bit where it is copied",
        _ => "has no execute bit, and gets none",
    };
    let message = format!("`{}` is not executable: `{path}` {reason}", script.name);
    let finding = cx.report(script.word, message);
    finding.help(match script.has_stated_mode() {
        true => "write `--chmod=0755` where it is copied".to_owned(),
        false => format!("add `--chmod=0755` where it is copied, or {}", advice(path)),
    });
    if let Some(fix) = set_mode(script) {
        finding.fix(fix);
    }
}

fn advice(path: &str) -> String {
    format!("run `chmod +x {path}` and commit that")
}

/// Whether the image alone cannot start a script either.
fn fails(stage: Stage<'_>, name: &str) -> bool {
    let mut scripts = stage.start_scripts().into_iter();
    scripts.any(|script| script.name == name && script.is_executable() == Some(false))
}

/// Sets the mode of a script where it is copied on its own.
fn set_mode(script: &RunScript<'_>) -> Option<Fix> {
    let copy = script.copy();
    let (sources, _) = copy.copied()?;
    let is_alone = sources.len() == 1
        && script
            .file
            .source
            .path()
            .ends_with(script.source.as_written().trim_start_matches("./"));
    let is_free = is_alone && !script.has_stated_mode();
    is_free.then(|| {
        let edit = copy.keyword().insert_after(" --chmod=0755");
        Fix::unsafe_("make it executable as it is copied", [edit])
    })
}
