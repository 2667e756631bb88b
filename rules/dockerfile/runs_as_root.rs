use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::view::Stage;

use crate::root_start::{Shows, root_start};

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("runs_as_root.md")),
    checks: &[Check::Stage(check)],
};

fn check(stage: Stage<'_>, cx: &mut Context<'_>) {
    let Some(root) = root_start(stage, cx) else { return };
    // Images that show more have rules of their own.
    if matches!(root.shows, Shows::Nothing) {
        let finding = cx.report(root.place, root.message.as_str());
        finding.help(root.help()).stands_in();
        if let Some(fix) = root.fix() {
            finding.fix(fix);
        }
        if root.is_uncertain {
            finding.case("unknown-base");
        } else if root.is_no_service() {
            finding.case("no-service");
        } else if root.drops_privileges() {
            finding.case("drops-privileges");
        }
    }
}
