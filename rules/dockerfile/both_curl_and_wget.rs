use plimsoll_lint::{Check, Context, Rule};
use plimsoll_model::command::Action;
use plimsoll_model::{Instruction, Stage};
use plimsoll_syntax::Span;

pub(crate) static RULE: Rule = Rule {
    page: include_str!("both_curl_and_wget.md"),
    checks: &[Check::Stage(check)],
};

fn check(stage: Stage<'_>, cx: &mut Context<'_>) {
    if !stage.is_in_shipped_chain() {
        return;
    }
    let steps = || stage.runs().flat_map(|run| places(run));
    let (Some(curl), Some(wget)) = (steps().find(|p| p.0 == "curl"), steps().find(|p| p.0 == "wget")) else {
        return;
    };
    // What is there anyway costs nothing.
    let brings = |tool| stage.base_has(tool) == Some(true);
    if brings("curl") && brings("wget") {
        return;
    }
    let (first, second) = match curl.1.start < wget.1.start {
        true => (curl, wget),
        false => (wget, curl),
    };
    let message = format!("both `{}` and `{}` are there, though one would do", first.0, second.0);
    cx.report(second.1, message)
        .help(format!("use `{}` for all downloads", first.0));
}

/// Where a step calls or installs one of the two.
fn places(run: Instruction<'_>) -> Vec<(&'static str, Span)> {
    let tool = |name: &str| ["curl", "wget"].into_iter().find(|tool| *tool == name);
    let mut places = Vec::new();
    for (_, invocation) in run.steps() {
        if let Some(tool) = tool(invocation.name) {
            places.push((tool, invocation.name_span()));
        }
        let command = invocation.package_command();
        let installs = command.filter(|command| command.manager.is_system() && command.action == Action::Install);
        for package in installs.iter().flat_map(|command| &command.packages) {
            places.extend(tool(package.name).map(|tool| (tool, package.argument.span)));
        }
    }
    places
}
