use plimsoll_lint::{Check, Context, Rule};
use plimsoll_model::command::{Action, package_command};
use plimsoll_model::{Instruction, Stage};
use plimsoll_syntax::Span;

pub(crate) static RULE: Rule = Rule {
    page: include_str!("both_curl_and_wget.md"),
    checks: &[Check::Stage(check)],
};

fn check(stage: Stage<'_>, cx: &mut Context<'_>) {
    if stage.is_only_taken_from() {
        return;
    }
    let places: Vec<Place> = stage.runs().flat_map(places).collect();
    let first = |tool: &str, how: Option<How>| {
        let mut of_tool = places.iter().filter(|place| place.tool == tool);
        of_tool.find(|place| how.is_none_or(|how| place.how == how))
    };
    // One that is called, and one that is only installed, may be there for different ends: the
    // second for the containers.
    let does_both = |how: How| first("curl", Some(how)).is_some() && first("wget", Some(how)).is_some();
    if !does_both(How::Calls) && !does_both(How::Installs) {
        return;
    }
    // What is there anyway costs nothing.
    let brings = |tool| stage.base_has(tool) == Some(true);
    if brings("curl") && brings("wget") {
        return;
    }
    let (Some(curl), Some(wget)) = (first("curl", None), first("wget", None)) else {
        return;
    };
    let (first, second) = match curl.span.start < wget.span.start {
        true => (curl, wget),
        false => (wget, curl),
    };
    let message = format!(
        "both `{}` and `{}` are there, though one would do",
        first.tool, second.tool
    );
    let finding = cx.report(second.span, message);
    finding.help(format!("use `{}` for all downloads", first.tool));
    let others = places.iter().filter(|p| p.tool == second.tool && p.span != second.span);
    for place in others.take(MOST_NOTES) {
        finding.note(place.span, format!("`{}` is here too", place.tool));
    }
}

/// Who has more places to change looks for them with other tools.
const MOST_NOTES: usize = 8;

/// Where a step calls or installs one of the two.
struct Place {
    tool: &'static str,
    how: How,
    span: Span,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum How {
    Calls,
    Installs,
}

fn places(run: Instruction<'_>) -> Vec<Place> {
    let tool = |name: &str| ["curl", "wget"].into_iter().find(|tool| *tool == name);
    let mut places = Vec::new();
    for (_, invocation) in run.steps() {
        places.extend(tool(invocation.name).map(|tool| Place {
            tool,
            how: How::Calls,
            span: invocation.name_span(),
        }));
        let command = package_command(invocation.argv());
        let installs = command.filter(|command| command.manager.is_system() && command.action == Action::Install);
        for package in installs.iter().flat_map(|command| &command.packages) {
            places.extend(tool(package.name).map(|tool| Place {
                tool,
                how: How::Installs,
                span: package.argument.span,
            }));
        }
    }
    places
}
