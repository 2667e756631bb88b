use plimsoll_lint::{Check, Context, Rule};
use plimsoll_model::view::Instruction;
use plimsoll_syntax::dockerfile::Kind;

pub(crate) static RULE: Rule = Rule {
    page: include_str!("apt_key_used.md"),
    checks: &[
        Check::Instruction(Kind::Run, check),
        Check::Instruction(Kind::Onbuild, check),
    ],
};

fn check(run: Instruction<'_>, cx: &mut Context<'_>) {
    // One repository may have several keys; the repair is the same.
    let Some((_, key)) = run.steps().find(|(_, invocation)| invocation.name == "apt-key") else {
        return;
    };
    let finding = cx.report(key.name_span(), "`apt-key` is gone from current Debian and Ubuntu");
    finding.help("put the key into `/etc/apt/keyrings`, and name it in the source with `signed-by`");
}
