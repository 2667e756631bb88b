use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::view::Stage;
use plimsoll_syntax::dockerfile::Kind;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("healthcheck_tool_missing.md")),
    checks: &[Check::Stage(check)],
};

fn check(stage: Stage<'_>, cx: &mut Context<'_>) {
    // Only the last one counts, including for the stages built on this one.
    let Some(healthcheck) = stage.of_kind(Kind::Healthcheck).next_back() else {
        return;
    };
    for invocation in healthcheck.code().iter().flat_map(|code| code.commands.invocations()) {
        let name = invocation.name;
        let is_plain = invocation.program().text == name;
        if !is_plain || stage.base_has(name) != Some(false) || may_get(stage, name) {
            continue;
        }
        let finding = cx.report(invocation.name_span(), format!("the image has no `{name}`"));
        finding.help(format!("install `{name}`, or use a program that the image has"));
        return;
    }
}

/// Whether a step may install a tool: it is named anywhere, something unknown is installed, or a
/// whole system is copied in.
fn may_get(stage: Stage<'_>, tool: &str) -> bool {
    let mut instructions = stage.ancestors().flat_map(Stage::instructions);
    instructions.any(|instruction| {
        let node = instruction.node();
        let text = node.text.as_str();
        let named = text.contains(tool) || node.heredocs.iter().any(|h| h.body.as_str().contains(tool));
        match node.kind {
            Kind::Run => {
                let unknown = instruction.code().iter().any(|code| code.runs_scripts());
                let lists = text.contains("xargs")
                    || text.contains("postgresql")
                    || text.contains("busybox")
                    || text.contains("netcat");
                // `$PACKAGES` may contain anything.
                let variable = instruction.steps().any(|invocation| {
                    let words = invocation.package_command();
                    words.is_some_and(|command| command.packages.iter().any(|package| package.name.contains('$')))
                });
                named || unknown || lists || variable || instruction.code().is_empty()
            }
            Kind::Copy | Kind::Add => {
                let destination = instruction
                    .copied()
                    .and_then(|(_, to)| to)
                    .map(|word| word.as_written());
                let into_path = destination.is_none_or(|to| to == "/" || to.contains("bin") || to.contains('$'));
                named || into_path
            }
            _ => false,
        }
    })
}
