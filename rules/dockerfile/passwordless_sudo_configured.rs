use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::view::{Instruction, Stage};
use plimsoll_syntax::dockerfile::Kind;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("passwordless_sudo_configured.md")),
    checks: &[Check::Run(check), Check::Instruction(Kind::Copy, check)],
};

const MARK: &str = "NOPASSWD";

fn check(instruction: Instruction<'_>, cx: &mut Context<'_>) {
    if !instruction.stage().is_some_and(Stage::is_in_shipped_chain) {
        return;
    }
    let invocations = instruction.code().iter().flat_map(|code| code.commands.invocations());
    let words = invocations.filter(|i| matches!(i.name, "echo" | "printf" | "sed" | "tee"));
    let mut words = words.filter(|i| !i.only_prints()).flat_map(|i| i.arguments().to_vec());
    let word = words.find(|word| word.text.contains(MARK)).map(|word| word.span);
    let heredocs = || {
        let mut heredocs = instruction.trigger_or_self().heredocs.iter();
        heredocs
            .find(|heredoc| heredoc.body.as_str().contains(MARK))
            .map(|heredoc| heredoc.span)
    };
    let is_code = instruction.code().iter().any(|code| code.heredoc);
    if let Some(span) = word.or_else(|| heredocs().filter(|_| !is_code)) {
        cx.report(span, "the account becomes root without a password")
            .help("remove it; start the container as the account that it needs");
    }
}
