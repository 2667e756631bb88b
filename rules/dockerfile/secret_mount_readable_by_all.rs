use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::command::file::Mode;
use plimsoll_model::view::Instruction;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("secret_mount_readable_by_all.md")),
    checks: &[Check::Run(check)],
};

fn check(instruction: Instruction<'_>, cx: &mut Context<'_>) {
    let node = instruction.trigger_or_self();
    for mount in node.flags_named("mount") {
        let option = |key: &str| mount.option(key).and_then(|option| option.value.as_ref());
        let kind = option("type").and_then(|word| instruction.expand(word).likely());
        let Some(mode) = option("mode").filter(|_| matches!(kind.as_deref(), Some("secret" | "ssh"))) else {
            continue;
        };
        let text = instruction.expand(mode).likely().unwrap_or_default();
        if Mode::octal(&text).is_some_and(Mode::is_open_to_others) {
            cx.report(
                mode.span,
                format!("`{text}` lets every account of the step read the secret"),
            )
            .help("name the account that needs it: `uid=1000,mode=0400`");
        }
    }
}
