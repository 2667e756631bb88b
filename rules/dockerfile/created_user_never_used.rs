use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::view::Stage;

use crate::account_advice::advice_to_use;
use crate::root_start::{Shows, root_start};

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("created_user_never_used.md")),
    checks: &[Check::Stage(check)],
};

fn check(stage: Stage<'_>, cx: &mut Context<'_>) {
    let Some(root) = root_start(stage, cx) else { return };
    let Shows::Account(account) = &root.shows else { return };
    let name = account.name;
    let finding = cx.report(
        account.span,
        format!("`{name}` is created, but the image starts as root"),
    );
    finding.help(match stage.unprivileged_variant() {
        Some(_) => root.help(),
        None => advice_to_use(name, stage),
    });
    finding.note(root.place, root.message.as_str());
    if let Some(fix) = root.fix() {
        finding.fix(fix);
    }
}
