use plimsoll_lint::{Check, Context, Rule};
use plimsoll_model::command::{ProjectInstall, project_install};
use plimsoll_model::{Instruction, Stage, Value};
use plimsoll_syntax::dockerfile::Kind;

pub(crate) static RULE: Rule = Rule {
    page: include_str!("lockfile_not_enforced.md"),
    checks: &[Check::Stage(check)],
};

fn check(stage: Stage<'_>, cx: &mut Context<'_>) {
    let mut copied: Vec<String> = Vec::new();
    for instruction in stage.instructions() {
        match instruction.node().kind {
            Kind::Copy | Kind::Add => copied.extend(sources(instruction)),
            Kind::Run => check_run(instruction, &copied, cx),
            _ => {}
        }
    }
}

fn check_run(run: Instruction<'_>, copied: &[String], cx: &mut Context<'_>) {
    for (_, invocation) in run.steps() {
        let Some(install) = project_install(invocation.argv()) else {
            continue;
        };
        if install.follows_lockfile != Some(false) || !has_lockfile(&install, copied) {
            continue;
        }
        let configured = [
            "BUNDLE_DEPLOYMENT",
            "BUNDLE_FROZEN",
            "UV_LOCKED",
            "UV_FROZEN",
            "YARN_FROZEN_LOCKFILE",
        ];
        let is_set = |name: &&str| {
            run.variable_of(&invocation, name)
                .is_some_and(|value| value != Value::Unknown)
        };
        if configured.iter().any(|name| is_set(&name)) || is_configured(run, &install) {
            continue;
        }
        let file = install.lockfiles[0];
        let message = format!("`{}` may install something else than `{file}` says", install.title);
        cx.report(install.head, message).help(install.strict);
    }
}

/// The last parts of what is copied.
fn sources(copy: Instruction<'_>) -> Vec<String> {
    let sources = copy.copied().map_or(&[][..], |(sources, _)| sources);
    let names = sources.iter().filter_map(|source| {
        let text = copy.expand(source).likely()?;
        text.rsplit('/').next().map(str::to_owned)
    });
    names.collect()
}

/// Whether the lock file is copied by its name, or by a pattern such as `package*.json` that is
/// written for it.
fn has_lockfile(install: &ProjectInstall<'_>, copied: &[String]) -> bool {
    copied.iter().any(|name| {
        install.lockfiles.iter().any(|file| match name.split_once('*') {
            Some((start, end)) => !start.is_empty() && file.starts_with(start) && file.ends_with(end.trim_matches('*')),
            None => name == file,
        })
    })
}

/// Whether an earlier command of the step switches the mode on: `bundle config set deployment true`.
fn is_configured(run: Instruction<'_>, install: &ProjectInstall<'_>) -> bool {
    let Some(stage) = run.stage() else { return false };
    let runs = stage
        .ancestors()
        .flat_map(Stage::runs)
        .take_while(|other| other.index() <= run.index());
    let mut invocations = runs.flat_map(|run| run.steps().map(|(_, invocation)| invocation));
    invocations.any(|invocation| {
        let words = || invocation.argv().iter().map(|argument| argument.text);
        invocation.name == install.tool
            && words().any(|word| word == "config")
            && words().any(|word| {
                ["deployment", "frozen", "lockfile", "immutable"]
                    .iter()
                    .any(|w| word.contains(w))
            })
    })
}
