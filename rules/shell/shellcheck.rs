use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::dockerfile::ShellFinding;
use plimsoll_model::view::ShellPlace;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("shellcheck.md")),
    checks: &[Check::Shell(check), Check::Script(check_script)],
};

/// The codes under which a script does not do what it says. The others are about its style, or about
/// values that its author may know.
const CHANGE_MEANING: [&str; 46] = [
    "SC1007", "SC1010", "SC1020", "SC1035", "SC1037", "SC1045", "SC1087", "SC1097", "SC2048", "SC2050", "SC2066",
    "SC2068", "SC2069", "SC2070", "SC2071", "SC2072", "SC2078", "SC2081", "SC2088", "SC2089", "SC2091", "SC2092",
    "SC2097", "SC2104", "SC2105", "SC2121", "SC2144", "SC2145", "SC2157", "SC2168", "SC2194", "SC2199", "SC2210",
    "SC2211", "SC2212", "SC2215", "SC2216", "SC2217", "SC2238", "SC2242", "SC2252", "SC2260", "SC2261", "SC2264",
    "SC2309", "SC2327",
];

fn check(found: &ShellFinding, _: ShellPlace<'_>, cx: &mut Context<'_>) {
    let message = format!("{}: {}", found.code, found.message);
    cx.report(found.span, message)
        .help("`plimsoll explain shellcheck` explains the codes");
}

fn check_script(found: &ShellFinding, place: ShellPlace<'_>, cx: &mut Context<'_>) {
    if CHANGE_MEANING.contains(&found.code) || cx.is_on("scripts") {
        check(found, place, cx);
    }
}
