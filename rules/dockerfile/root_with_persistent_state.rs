use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::view::Stage;

use crate::root_start::{Shows, root_start};

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("root_with_persistent_state.md")),
    checks: &[Check::Stage(check)],
};

fn check(stage: Stage<'_>, cx: &mut Context<'_>) {
    let Some(root) = root_start(stage, cx) else { return };
    let Shows::State(folder) = &root.shows else { return };
    let path = &folder.path;
    let data = match folder.is_volume {
        true => format!("keeps data in `{path}`"),
        false => format!("has the data folder `{path}`"),
    };
    let finding = cx.report(root.place, format!("{}, and {data}", root.message));
    finding.stands_in();
    if root.is_uncertain {
        finding.case("unknown-base");
    } else if root.drops_privileges() {
        finding.case("drops-privileges");
    } else if root.is_no_service() {
        finding.case("no-service");
    }
    finding.help(root.help());
    finding.note(folder.span, "the data");
}
