use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::command::package::{Action, project_install};
use plimsoll_model::command::{Invocation, invocation};
use plimsoll_model::stage::code::Step;
use plimsoll_syntax::shell::{Connector, Script};

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("errors_discarded.md")),
    checks: &[Check::Step(check)],
};

fn check(step: &Step<'_>, cx: &mut Context<'_>) {
    let Some(title) = important(step) else { return };
    let Some(next) = next_of(step.script, step.index) else {
        return;
    };
    let connector = next.command().connector;
    let at_end = connector == Connector::Then && next.name == "exit" && !step.command().options.errexit;
    let is_single = step.script.pipeline_of(step.index).len() == 1;
    if is_single && succeeds(&next) && (connector == Connector::Or || at_end) {
        let finding = cx.report(next.span, format!("the build succeeds even if `{title}` fails"));
        finding.help("remove it, or test for the one failure that you expect");
    }
}

/// What the image needs from this step, by name; none if it may fail without harm.
fn important(invocation: &Invocation<'_>) -> Option<String> {
    if let Some(install) = project_install(invocation.argv()) {
        return Some(install.title);
    }
    if let Some(command) = invocation.package_command() {
        let matters = matches!(command.action, Action::Install | Action::Update | Action::Upgrade) && !command.is_dry;
        return matters.then(|| command.title());
    }
    let first = invocation.arguments().first().map_or("", |argument| argument.text);
    let builds = match invocation.name {
        "make" | "cmake" | "ninja" | "mvn" | "gradle" | "gradlew" | "configure" | "mvnw" => {
            !matches!(first, "clean" | "distclean")
        }
        "npm" | "yarn" | "pnpm" => matches!(first, "run" | "build"),
        "go" | "cargo" | "dotnet" => matches!(first, "build" | "publish"),
        _ => false,
    };
    builds.then(|| format!("{} {first}", invocation.name).trim_end().to_owned())
}

/// The command that follows in the same list.
fn next_of(script: &Script, index: u32) -> Option<Invocation<'_>> {
    let own = script.commands.get(index as usize)?;
    let later = script.commands.iter().enumerate().skip(index as usize + 1);
    let (at, _) = later
        .take_while(|(_, c)| c.depth >= own.depth)
        .find(|(_, c)| c.depth == own.depth && c.parent == own.parent)?;
    invocation(script, at as u32)
}

fn succeeds(next: &Invocation<'_>) -> bool {
    match next.name {
        "true" | ":" => true,
        "exit" => next.arguments().first().is_some_and(|argument| argument.text == "0"),
        _ => false,
    }
}
