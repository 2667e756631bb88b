use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::view::ComposeFile;

use crate::entry_order;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("top_level_keys_unordered.md")),
    checks: &[Check::Compose(check)],
};

const ORDER: [&str; 9] = [
    "version", "name", "include", "services", "models", "networks", "volumes", "secrets", "configs",
];

fn check(compose: ComposeFile<'_>, cx: &mut Context<'_>) {
    for file in compose.parts() {
        check_file(file, cx);
    }
}

fn check_file(compose: ComposeFile<'_>, cx: &mut Context<'_>) {
    let Some(root) = compose.root() else { return };
    let order = cx.list("order");
    let rank = |name| rank(name, order);
    entry_order::report(
        root,
        compose.source(),
        rank,
        "put the sections into the usual order",
        cx,
    );
}

/// Extensions come first, sorted by name; unknown keys come last.
fn rank<'n>(name: &'n str, order: &[String]) -> (usize, &'n str) {
    if name.starts_with("x-") {
        return (0, name);
    }
    let at = match order {
        [] => ORDER.iter().position(|known| *known == name),
        order => order.iter().position(|known| known == name),
    };
    (at.map_or(usize::MAX, |at| at + 1), "")
}
