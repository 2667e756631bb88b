use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::command::Invocation;
use plimsoll_model::view::Instruction;
use plimsoll_syntax::Span;
use plimsoll_syntax::dockerfile::Kind;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("sudo_used.md")),
    checks: &[
        Check::Instruction(Kind::Run, check),
        Check::Instruction(Kind::Cmd, check),
        Check::Instruction(Kind::Entrypoint, check),
        Check::Instruction(Kind::Onbuild, check),
    ],
};

/// One finding per instruction: whoever repairs one of its commands sees the others.
fn check(instruction: Instruction<'_>, cx: &mut Context<'_>) {
    let mut invocations = instruction.code().iter().flat_map(|code| code.commands.invocations());
    if let Some(span) = invocations.find_map(|invocation| sudo(&invocation)) {
        cx.report(
            span,
            "`sudo` has nobody to ask in an image, and does not pass on all signals",
        )
        .help("write `USER root` before the steps that need it, and `USER` again after them");
    }
}

fn sudo(invocation: &Invocation<'_>) -> Option<Span> {
    let mut wrappers = invocation.wrappers.iter();
    let wrapper = wrappers.find(|wrapper| wrapper.name == "sudo");
    let own = || (invocation.name == "sudo").then(|| invocation.name_span());
    wrapper
        .and_then(|wrapper| Some(wrapper.argv.first()?.span))
        .or_else(own)
}
