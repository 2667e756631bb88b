use std::collections::HashSet;

use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::command::package::{Purpose, programs_of};
use plimsoll_model::view::Stage;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("unneeded_tool_installed.md")),
    checks: &[Check::Stage(check)],
};

fn check(stage: Stage<'_>, cx: &mut Context<'_>) {
    if !stage.is_in_shipped_chain() {
        return;
    }
    let mut tools = stage.kept_packages_for(Purpose::Inspecting);
    if tools.is_empty() || !stage.shipped_as().any(|s| s.starts_service() == Some(true)) {
        return;
    }
    let called = called(stage);
    tools.retain(|tool| !programs_of(tool.name).iter().any(|program| called.contains(program)));
    // `yum install vim; …; yum install vim` in one step is one tool.
    tools.dedup_by_key(|tool| (tool.run.index(), tool.name));
    for step in tools.chunk_by(|a, b| a.run.index() == b.run.index()) {
        let names: Vec<String> = step.iter().map(|tool| format!("`{}`", tool.name)).collect();
        let (listed, verb) = match names.as_slice() {
            [only] => (only.clone(), "is"),
            [start @ .., last] => (format!("{} and {last}", start.join(", ")), "are"),
            [] => continue,
        };
        cx.report(
            step[0].span,
            format!("{listed} {verb} shipped, and nothing here calls {}", them(names.len())),
        )
        .help("remove it; tools for debugging can be attached to a running container");
    }
}

fn them(count: usize) -> &'static str {
    if count == 1 { "it" } else { "them" }
}

/// The programs that the stage, or one built on it, calls somewhere.
fn called(stage: Stage<'_>) -> HashSet<&str> {
    let stages: Vec<Stage<'_>> = std::iter::once(stage).chain(stage.shipped_as()).collect();
    let instructions = stages.iter().flat_map(|stage| stage.instructions());
    let code = instructions.flat_map(|instruction| instruction.code());
    code.flat_map(|code| code.commands.invocations())
        .map(|invocation| invocation.name)
        .collect()
}
