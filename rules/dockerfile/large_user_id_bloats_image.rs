use plimsoll_lint::{Check, Context, Fix, Rule};
use plimsoll_model::command::account::created_account;
use plimsoll_model::view::Instruction;
use plimsoll_syntax::dockerfile::Kind;

pub(crate) static RULE: Rule = Rule {
    page: include_str!("large_user_id_bloats_image.md"),
    checks: &[
        Check::Instruction(Kind::Run, check),
        Check::Instruction(Kind::Onbuild, check),
    ],
};

fn check(run: Instruction<'_>, cx: &mut Context<'_>) {
    for (code, invocation) in run.steps() {
        let Some(account) = created_account(invocation.argv()) else {
            continue;
        };
        let Some((id, span)) = account.id.filter(|_| account.logs) else {
            continue;
        };
        // A hundred thousand entries are some 30 MB of nothing.
        if id < 100_000 {
            continue;
        }
        let finding = cx.report(
            span,
            format!("with the number {id}, `useradd` writes a huge log file into the layer"),
        );
        finding.help("add `--no-log-init`");
        let is_shell = code.kind.is_some() && invocation.script_number == 0;
        if is_shell {
            let edit = invocation.name_span().insert_after(" --no-log-init");
            finding.fix(Fix::safe("add `--no-log-init`", [edit]));
        }
    }
}
