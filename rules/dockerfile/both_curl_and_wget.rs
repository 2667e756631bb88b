use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::view::{Instruction, Stage};
use plimsoll_syntax::Span;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("both_curl_and_wget.md")),
    checks: &[Check::Stage(check)],
};

fn check(stage: Stage<'_>, cx: &mut Context<'_>) {
    if stage.is_only_taken_from() {
        return;
    }
    let mut places: Vec<Place> = stage.runs().flat_map(calls).collect();
    places.extend(installed(stage));
    places.sort_by_key(|place| place.span.start);
    let first = |tool: &str, how: Option<How>| {
        let mut of_tool = places.iter().filter(|place| place.tool == tool);
        of_tool.find(|place| how.is_none_or(|how| place.how == how))
    };
    // One that is called and one that is only installed may serve different purposes: the second is
    // for the containers.
    let does_both = |how: How| first("curl", Some(how)).is_some() && first("wget", Some(how)).is_some();
    if !does_both(How::Calls) && !does_both(How::Installs) {
        return;
    }
    // A tool that is present anyway costs nothing.
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
        "both `{}` and `{}` are used, though one would do",
        first.tool, second.tool
    );
    let finding = cx.report(second.span, message);
    finding.help(format!("use `{}` for all downloads", first.tool));
    let others = places.iter().filter(|p| p.tool == second.tool && p.span != second.span);
    for place in others.take(MOST_NOTES) {
        finding.note(place.span, format!("`{}` is here too", place.tool));
    }
}

/// With more places to change, people use other tools to find them.
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

fn named(name: &str) -> Option<&'static str> {
    ["curl", "wget"].into_iter().find(|tool| *tool == name)
}

fn calls(run: Instruction<'_>) -> impl Iterator<Item = Place> {
    run.steps().filter_map(|invocation| {
        Some(Place {
            tool: named(invocation.name)?,
            how: How::Calls,
            span: invocation.name_span(),
        })
    })
}

/// A tool that a later step removes again does not count.
fn installed(stage: Stage<'_>) -> impl Iterator<Item = Place> {
    let kept = stage.kept_packages().filter(|package| package.manager.is_system());
    kept.filter_map(|package| {
        Some(Place {
            tool: named(package.name)?,
            how: How::Installs,
            span: package.span,
        })
    })
}
