use plimsoll_lint::{Check, Context, Fix, Page, Rule};
use plimsoll_model::command::package::{Action, PackageCommand};
use plimsoll_model::stage::base::Lists;
use plimsoll_model::stage::code::Step;
use plimsoll_model::view::{Dockerfile, Instruction};
use plimsoll_syntax::shell::Connector;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("package_index_missing.md")),
    checks: &[Check::Dockerfile(check)],
};

fn check(dockerfile: Dockerfile<'_>, cx: &mut Context<'_>) {
    // The state at the end of each stage; a stage can only be built from an earlier one.
    let mut ends: Vec<Lists> = Vec::new();
    for stage in dockerfile.stages() {
        let start = stage.parent().and_then(|parent| ends.get(parent.index()).copied());
        let mut lists = start.unwrap_or_else(|| stage.lists_of_base());
        for instruction in stage.instructions() {
            lists = check_step(instruction, lists, cx);
        }
        ends.push(lists);
    }
}

/// Judges one step, and returns the state that it leaves.
fn check_step(instruction: Instruction<'_>, mut lists: Lists, cx: &mut Context<'_>) -> Lists {
    if lists == Lists::Missing && instruction.may_bring_lists() {
        return Lists::Unknown;
    }
    for step in instruction.steps() {
        let command = step.package_command().filter(|c| c.manager.is_debian());
        let fetches =
            |c: &PackageCommand<'_>| c.refreshes || c.flags.iter().any(|flag| matches!(flag.name, "U" | "update"));
        let installs = command.filter(|c| c.action == Action::Install && !c.is_dry && !fetches(c));
        // A file is installed without the lists, and so may be the value of a variable.
        let is_named = |c: &PackageCommand<'_>| {
            !c.packages.is_empty() && c.packages.iter().all(|p| !p.argument.text.contains(['/', '$', '.']))
        };
        if let Some(command) = installs.filter(is_named)
            && lists == Lists::Missing
        {
            let text = format!("`{}` has no package lists to install from", command.title());
            let finding = cx.report(command.head(), text);
            finding.help("write `apt-get update && ` before it, in the same `RUN`");
            if is_plain(&step) {
                let update = step.command().span.insert_before("apt-get update && ");
                finding.fix(Fix::safe("fetch them before it", [update]));
            }
            // The first one is enough.
            return Lists::Unknown;
        }
        lists = step.lists_after(lists);
    }
    lists
}

/// Whether a command of the code itself has nothing in front of it that one more command would change.
fn is_plain(step: &Step<'_>) -> bool {
    let command = step.command();
    let is_line = step.code.kind.is_some() && step.script_number == 0 && step.wrappers.is_empty();
    is_line
        && !command.negated
        && command.stage == 0
        && step.pipes_into().is_none()
        && matches!(command.connector, Connector::First | Connector::And | Connector::Then)
}
