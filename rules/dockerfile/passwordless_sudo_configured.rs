use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::command::{Passwordless, passwordless};
use plimsoll_model::view::{Instruction, Stage};
use plimsoll_syntax::Span;
use plimsoll_syntax::dockerfile::Kind;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("passwordless_sudo_configured.md")),
    checks: &[Check::Run(check), Check::Instruction(Kind::Copy, check)],
};

fn check(instruction: Instruction<'_>, cx: &mut Context<'_>) {
    if !instruction.stage().is_some_and(Stage::is_in_shipped_chain) {
        return;
    }
    let invocations = instruction.code().iter().flat_map(|code| code.commands.invocations());
    let words = invocations.filter(|i| matches!(i.name, "echo" | "printf" | "sed" | "tee"));
    let words = words.filter(|i| !i.only_prints()).flat_map(|i| i.arguments().to_vec());
    let words = words.filter_map(|word| Some((passwordless(word.text)?, word.span)));
    let is_code = instruction.code().iter().any(|code| code.heredoc);
    let heredocs = instruction.trigger_or_self().heredocs.iter().filter(|_| !is_code);
    let heredocs = heredocs.filter_map(|heredoc| Some((passwordless(heredoc.body.as_str())?, heredoc.span)));
    // The first of those that allow the most.
    let found: Vec<(Passwordless, Span)> = words.chain(heredocs).collect();
    let Some(most) = found.iter().map(|(allowed, _)| *allowed).max() else {
        return;
    };
    let Some((_, span)) = found.into_iter().find(|(allowed, _)| *allowed == most) else {
        return;
    };
    match most {
        Passwordless::Everything => cx
            .report(span, "the account becomes root without a password")
            .help("remove it; start the container as the account that it needs"),
        Passwordless::Listed => cx
            .report(span, "the account runs some programs as root without a password")
            .help("remove it, or make sure that none of them starts a shell or writes any file")
            .case("listed"),
    };
}
