use plimsoll_lint::{Check, Context, Fix, Page, Rule};
use plimsoll_model::command::account::created_account;
use plimsoll_model::stage::code::Step;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("large_user_id_bloats_image.md")),
    checks: &[Check::Step(check)],
};

fn check(step: &Step<'_>, cx: &mut Context<'_>) {
    let Some(account) = created_account(step.argv()) else {
        return;
    };
    let Some((id, span)) = account.id.filter(|_| account.logs) else {
        return;
    };
    // A hundred thousand entries are some 30 MB of zeros.
    if id < 100_000 {
        return;
    }
    let finding = cx.report(
        span,
        format!("with the id {id}, `useradd` writes a huge log file into the layer"),
    );
    finding.help("add `--no-log-init`");
    let is_shell = step.code.kind.is_some() && step.script_number == 0;
    if is_shell {
        let edit = step.name_span().insert_after(" --no-log-init");
        finding.fix(Fix::safe("add `--no-log-init`", [edit]));
    }
}
