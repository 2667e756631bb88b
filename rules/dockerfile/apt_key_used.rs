use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::view::Instruction;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("apt_key_used.md")),
    checks: &[Check::Run(check)],
};

fn check(run: Instruction<'_>, cx: &mut Context<'_>) {
    // One repository may have several keys; the repair is the same.
    let Some(key) = run.steps().find(|invocation| invocation.name == "apt-key") else {
        return;
    };
    let finding = cx.report(key.name_span(), "current Debian and Ubuntu no longer have `apt-key`");
    finding.help("put the key into `/etc/apt/keyrings`, and name it in the source with `signed-by`");
}
