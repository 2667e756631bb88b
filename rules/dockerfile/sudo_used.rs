use plimsoll_lint::{Check, Context, Rule};
use plimsoll_model::command::{Action, Invocation, package_command};
use plimsoll_model::{Instruction, Stage};
use plimsoll_syntax::Span;
use plimsoll_syntax::dockerfile::Kind;

pub(crate) static RULE: Rule = Rule {
    page: include_str!("sudo_used.md"),
    checks: &[
        Check::Instruction(Kind::Run, check),
        Check::Instruction(Kind::Cmd, check),
        Check::Instruction(Kind::Entrypoint, check),
        Check::Instruction(Kind::Onbuild, check),
    ],
};

/// One finding per instruction: who repairs one of its commands sees the others.
fn check(instruction: Instruction<'_>, cx: &mut Context<'_>) {
    let mut installed = None;
    for invocation in instruction.code().iter().flat_map(|code| code.commands.invocations()) {
        if let Some(span) = sudo(&invocation) {
            cx.report(span, "`sudo` in an image has nobody to ask and passes no signals on")
                .help("write `USER root` before the steps that need it, and `USER` again behind them");
            return;
        }
        installed = installed.or_else(|| installs_sudo(&invocation));
    }
    let is_shipped = || instruction.stage().is_some_and(Stage::is_in_shipped_chain);
    if let Some(span) = installed.filter(|_| is_shipped()) {
        cx.report(span, "`sudo` gives whoever breaks into the container a way to root")
            .help("leave it out; a container starts as the account that it needs");
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

fn installs_sudo(invocation: &Invocation<'_>) -> Option<Span> {
    let command = package_command(invocation.argv())?;
    let installs = command.action == Action::Install && command.manager.is_system();
    let package = command.packages.iter().find(|package| package.name == "sudo")?;
    installs.then_some(package.argument.span)
}
