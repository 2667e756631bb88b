use std::cell::LazyCell;

use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::command::Invocation;
use plimsoll_model::command::package::project_install;
use plimsoll_model::stage::code::Step;
use plimsoll_model::view::Stage;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("development_dependencies_installed.md")),
    checks: &[Check::Stage(check)],
};

fn check(stage: Stage<'_>, cx: &mut Context<'_>) {
    if !stage.is_shipped() {
        return;
    }
    let steps: Vec<_> = stage.runs().flat_map(|run| run.steps()).collect();
    let pruned = steps
        .iter()
        .rposition(|step| prunes(step.argv().iter().map(|a| a.text)));
    let in_tools = LazyCell::new(|| stage.steps_in_tools());
    let mut configured: Vec<&str> = Vec::new();
    for (at, step) in steps.iter().enumerate() {
        if configures(step) && !configured.contains(&step.name) {
            configured.push(step.name);
        }
        let Some(install) = project_install(step.argv()) else {
            continue;
        };
        if install.leaves_out_development != Some(false) || install.production.is_empty() {
            continue;
        }
        let is_set = |(name, value): &(&str, &str)| is_set(step, name, value);
        let is_pruned = pruned.is_some_and(|pruned| pruned > at);
        if is_pruned || configured.contains(&install.tool) || install.production_variables.iter().any(is_set) {
            continue;
        }
        // A tool that was cloned is not what the image is for.
        if in_tools.contains(&step.span) {
            continue;
        }
        let message = format!("`{}` also installs what only developers need", install.title);
        let finding = cx.report(install.head, message);
        // A build needs them, so they can only be removed afterwards.
        match steps[at..].iter().any(|step| builds(step)) {
            true => finding.help("build in a separate stage, and ship the result without them"),
            false => finding.help(install.production),
        };
    }
}

/// `npm run build`, `yarn build`.
fn builds(invocation: &Invocation<'_>) -> bool {
    let is_runner = matches!(invocation.name, "npm" | "yarn" | "pnpm" | "bun");
    let mut words = invocation.arguments().iter().map(|argument| argument.text);
    is_runner && words.any(|word| word == "build" || word.starts_with("build:"))
}

/// Whether a variable says it. An unknown value may be the right one.
fn is_set(step: &Step<'_>, name: &str, wanted: &str) -> bool {
    step.run
        .variable_of(step, name)
        .is_some_and(|value| value.likely().is_none_or(|value| value.contains(wanted)))
}

/// `bundle config set without 'development test'`, `npm config set production true`.
fn configures(invocation: &Invocation<'_>) -> bool {
    let is_tool = matches!(
        invocation.name,
        "bundle" | "npm" | "yarn" | "pnpm" | "composer" | "poetry"
    );
    let mut words = invocation.arguments().iter().map(|argument| argument.text);
    let says = |word: &str| {
        ["without", "only", "production", "omit", "NODE_ENV"]
            .iter()
            .any(|w| word.contains(w))
    };
    is_tool && words.next() == Some("config") && words.any(says)
}

/// `npm prune --omit=dev`, `composer install --no-dev` at the end.
fn prunes<'a>(mut words: impl Iterator<Item = &'a str>) -> bool {
    words.any(|word| {
        matches!(
            word,
            "prune" | "--no-dev" | "--omit=dev" | "--production" | "--prod" | "--only=production" | "--only=prod"
        )
    })
}
