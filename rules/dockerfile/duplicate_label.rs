use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::view::Stage;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("duplicate_label.md")),
    checks: &[Check::Stage(check)],
};

fn check(stage: Stage<'_>, cx: &mut Context<'_>) {
    for label in stage.repeated_labels() {
        let finding = cx.report(label.again, format!("`{}` is already set in this stage", label.key));
        finding.help("remove one of the two, or rename it");
        finding.note(label.first, "the first one");
    }
}
