use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::base::path::file_name;
use plimsoll_model::context::{OpenPackage, Requirements};
use plimsoll_model::view::{Instruction, Stage};
use plimsoll_syntax::Span;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("dependency_file_unpinned.md")),
    checks: &[Check::Stage(check)],
};

/// So many names fit into a message.
const MOST_NAMES: usize = 2;

/// Variables that give the files of constraints, or demand hashes.
const LIMITS: [&str; 3] = ["PIP_CONSTRAINT", "PIP_REQUIRE_HASHES", "UV_CONSTRAINT"];

fn check(stage: Stage<'_>, cx: &mut Context<'_>) {
    let contexts = stage.dockerfile().contexts();
    let placed: Vec<(usize, &Requirements)> = stage
        .placed()
        .filter_map(|placed| Some((placed.instruction.index(), contexts.requirements(placed.source.span)?)))
        .filter(|(_, requirements)| !requirements.open.is_empty())
        .collect();
    if placed.is_empty() {
        return;
    }
    for run in stage.runs() {
        let Some((span, file)) = list(run) else { continue };
        let mut brought = placed
            .iter()
            .filter(|(at, requirements)| *at < run.index() && requirements.name == file);
        let Some((_, requirements)) = brought.next() else {
            continue;
        };
        // A range is a choice; nothing at all is none.
        let (ranged, free): (Vec<&OpenPackage>, Vec<&OpenPackage>) =
            requirements.open.iter().partition(|package| package.has_range);
        let open = if free.is_empty() { &ranged } else { &free };
        let message = format!(
            "`{file}` leaves {} open, so each build may install others",
            versions_of(open)
        );
        let finding = cx.report(span, message);
        finding.help("write exact versions (`name==1.2.3`), as `pip freeze` or `pip-compile` does");
        if free.is_empty() {
            finding.case("ranges");
        }
        return;
    }
}

/// The file of requirements that a step installs, and nothing else limits.
fn list(run: Instruction<'_>) -> Option<(Span, &str)> {
    if LIMITS.iter().any(|name| run.sets(name)) {
        return None;
    }
    run.steps().find_map(|step| {
        let command = step
            .package_command()
            .filter(|command| command.title().contains("pip"))?;
        let is_limited = command
            .flags
            .iter()
            .any(|flag| matches!(flag.name, "c" | "constraint" | "constraints" | "require-hashes"))
            || step.environment().iter().any(|(name, ..)| LIMITS.contains(name));
        let flag = command
            .flags
            .iter()
            .find(|flag| matches!(flag.name, "r" | "requirement"))?;
        let (value, span) = (flag.value?, flag.value_span?);
        (!is_limited).then(|| (span, file_name(value)))
    })
}

fn versions_of(open: &[&OpenPackage]) -> String {
    let shown: Vec<String> = open
        .iter()
        .take(MOST_NAMES)
        .map(|package| format!("`{}`", package.name))
        .collect();
    match (open.len(), open.len().saturating_sub(MOST_NAMES)) {
        (1, _) => format!("the version of {}", shown[0]),
        (_, 0) => format!("the versions of {}", shown.join(" and ")),
        (_, more) => format!("the versions of {} and {more} more", shown.join(", ")),
    }
}
