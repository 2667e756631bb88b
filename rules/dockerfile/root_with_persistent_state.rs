use plimsoll_lint::{Check, Context, Rule};
use plimsoll_model::Stage;

use crate::root_start::{Shows, root_start};

pub(crate) static RULE: Rule = Rule {
    page: include_str!("root_with_persistent_state.md"),
    checks: &[Check::Stage(check)],
};

fn check(stage: Stage<'_>, cx: &mut Context<'_>) {
    let Some(root) = root_start(stage, cx) else { return };
    let Shows::State(folder) = root.shows else { return };
    let finding = cx.report(
        root.place,
        format!("{}, and keeps data in `{}`", root.message, folder.path),
    );
    finding.help(format!("{}; `chown` the folder to the account", root.help));
    finding.note(folder.span, "the data");
}
