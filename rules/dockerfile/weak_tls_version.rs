use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::command::outdated_protocol;
use plimsoll_model::view::Instruction;
use plimsoll_syntax::dockerfile::Kind;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("weak_tls_version.md")),
    checks: &[
        Check::Instruction(Kind::Run, check),
        Check::Instruction(Kind::Cmd, check),
        Check::Instruction(Kind::Entrypoint, check),
        Check::Instruction(Kind::Onbuild, check),
    ],
};

fn check(instruction: Instruction<'_>, cx: &mut Context<'_>) {
    for invocation in instruction.code().iter().flat_map(|code| code.commands.invocations()) {
        if let Some(found) = outdated_protocol(invocation.argv()) {
            let text = format!(
                "`{}` lets `{}` use a broken version of TLS",
                found.what, invocation.name
            );
            cx.report(found.span, text)
                .help("remove it, or ask for TLS 1.2 or newer");
        }
    }
}
