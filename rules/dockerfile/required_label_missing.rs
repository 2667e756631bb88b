use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::view::Stage;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("required_label_missing.md")),
    checks: &[Check::Stage(check)],
};

fn check(stage: Stage<'_>, cx: &mut Context<'_>) {
    let required = cx.list("required-labels");
    if required.is_empty() || !stage.is_end() {
        return;
    }
    let missing: Vec<String> = required
        .iter()
        .filter(|key| stage.lacks_label(key))
        .map(|key| format!("`{key}`"))
        .collect();
    let message = match missing.as_slice() {
        [] => return,
        [label] => format!("the label {label} is missing"),
        [labels @ .., last] => format!("the labels {} and {last} are missing", labels.join(", ")),
    };
    cx.report(stage.place(), message)
        .stands_in()
        .help("set it with `LABEL`, or in the `labels` of the build");
}
