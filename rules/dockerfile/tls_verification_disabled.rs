use std::cell::LazyCell;

use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::command::download::{Strength, Verification, download, verifications};
use plimsoll_model::command::{Commands, unchecked_certificates};
use plimsoll_model::view::{Instruction, Service};
use plimsoll_syntax::dockerfile::Kind;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("tls_verification_disabled.md")),
    checks: &[
        Check::Instruction(Kind::Run, check_instruction),
        Check::Instruction(Kind::Cmd, check_instruction),
        Check::Instruction(Kind::Entrypoint, check_instruction),
        Check::Instruction(Kind::Onbuild, check_instruction),
        Check::Service(check_service),
    ],
};

fn check_instruction(instruction: Instruction<'_>, cx: &mut Context<'_>) {
    for code in instruction.code() {
        check(&code.commands, cx);
    }
}

fn check_service(service: Service<'_>, cx: &mut Context<'_>) {
    for commands in service.commands() {
        check(commands, cx);
    }
}

fn check(commands: &Commands, cx: &mut Context<'_>) {
    let checks = LazyCell::new(|| verifications(commands));
    for invocation in commands.invocations() {
        let Some(found) = unchecked_certificates(&invocation) else {
            continue;
        };
        // A known hash says more about a file than its sender does.
        let is_checked =
            |check: &Verification<'_>| check.strength == Strength::Strong && check.span.start > invocation.span.start;
        if download(invocation.argv()).is_some() && checks.iter().any(is_checked) {
            continue;
        }
        let text = format!("`{}` lets `{}` accept any certificate", found.what, invocation.name);
        cx.report(found.span, text)
            .help("remove it; add a private certificate authority with `ca-certificates` or `--cacert`");
    }
}
