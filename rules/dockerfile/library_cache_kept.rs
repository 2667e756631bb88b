use std::collections::HashMap;

use plimsoll_lint::{Check, Context, Fix, Page, Rule};
use plimsoll_model::base::Value;
use plimsoll_model::command::Invocation;
use plimsoll_model::command::download::{empties_cache, library_cache};
use plimsoll_model::command::package::Manager;
use plimsoll_model::stage::code::Step;
use plimsoll_model::stage::package::Downloads;
use plimsoll_model::view::{Instruction, Stage};
use plimsoll_syntax::Edit;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("library_cache_kept.md")),
    checks: &[Check::Stage(check)],
};

fn check(stage: Stage<'_>, cx: &mut Context<'_>) {
    if stage.is_only_taken_from() || stage.is_windows() {
        return;
    }
    for run in stage.runs() {
        check_run(run, cx);
    }
}

fn check_run(run: Instruction<'_>, cx: &mut Context<'_>) {
    let steps: Vec<_> = run.steps().collect();
    let mut emptied: HashMap<Manager, Option<usize>> = HashMap::new();
    for (at, step) in steps.iter().enumerate() {
        let Some(command) = step.package_command() else {
            continue;
        };
        let Some(cache) = library_cache(&command) else { continue };
        // Looked up once for each manager, however often it is called.
        let last = *emptied.entry(command.manager).or_insert_with(|| {
            let cleans = |step: &Invocation<'_>| {
                step.name.contains("clean") || empties_cache(step.argv(), command.manager, &[cache.folder])
            };
            steps.iter().rposition(|step| cleans(step))
        });
        let cleaned = last.is_some_and(|last| last > at);
        let switched_off = cache
            .variable
            .and_then(|name| run.variable_of(step, name))
            .is_some_and(|value| !is_off(&value));
        let downloads = run.downloads(step, &cache);
        if cleaned || matches!(downloads, Downloads::Mounted) || switched_off || command.may_have_more_flags() {
            continue;
        }
        let message = format!("`{}` leaves its downloads in the image", command.title());
        let finding = cx.report(command.head(), message);
        if let Downloads::Missed(mount, folder) = downloads {
            finding.note(mount.span, "this account keeps its cache elsewhere");
            finding.help(format!("mount the cache at `{folder}`"));
            return;
        }
        let Some(flag) = cache.flag else {
            finding.help(format!("end the step with `{}`, or mount a cache", cache.clean));
            return;
        };
        finding.help(format!("add `{flag}`, or mount a cache"));
        // One repair for all such commands of the step.
        let alike = steps[at..]
            .iter()
            .filter_map(|step| with_flag(run, step, command.manager, flag));
        let edits: Vec<Edit> = alike.collect();
        if !edits.is_empty() {
            finding.fix(Fix::unsafe_(format!("add `{flag}`"), edits));
        }
        return;
    }
}

/// Adds the flag to a command that fills the cache of the manager.
fn with_flag(run: Instruction<'_>, step: &Step<'_>, manager: Manager, flag: &str) -> Option<Edit> {
    let command = step.package_command().filter(|command| command.manager == manager)?;
    let fills = library_cache(&command).is_some_and(|cache| cache.flag == Some(flag));
    let is_exec = step.code.kind.is_none() && step.script_number == 0;
    let edit = command.with_flag(run.dockerfile().source().text(), flag, is_exec);
    edit.filter(|_| fills && !command.may_have_more_flags())
}

/// pip takes every other word for a yes. An unknown value may be one.
fn is_off(value: &Value<String>) -> bool {
    let off = |value: &str| matches!(&*value.to_ascii_lowercase(), "" | "0" | "off" | "no" | "false");
    value.as_str().likely().is_some_and(off)
}
