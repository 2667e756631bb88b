use std::cell::LazyCell;

use plimsoll_lint::{Check, Context, Fix, Page, Rule};
use plimsoll_model::command::download::{Strength, Verification, download, verifications};
use plimsoll_model::command::{Commands, unchecked_certificates};
use plimsoll_model::view::{Instruction, Service};
use plimsoll_syntax::dockerfile::Kind;
use plimsoll_syntax::{Edit, SourceFile, Span};

use crate::edit::without_word;

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
    let source = instruction.dockerfile().source();
    for code in instruction.code() {
        // In an exec form the words are those of a list.
        check(&code.commands, code.kind.map(|_| source), cx);
    }
}

fn check_service(service: Service<'_>, cx: &mut Context<'_>) {
    for commands in service.commands() {
        check(commands, None, cx);
    }
}

fn check(commands: &Commands, source: Option<&SourceFile>, cx: &mut Context<'_>) {
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
        let edit = source
            .filter(|_| invocation.script_number == 0)
            .and_then(|source| without_flag(source, found.span));
        let finding = cx.report(found.span, text);
        finding.help("remove it; add a private certificate authority with `ca-certificates` or `--cacert`");
        if let Some(edit) = edit {
            finding.fix(Fix::unsafe_("remove the flag", [edit]));
        }
    }
}

/// Removes the flag, or its letter among others.
fn without_flag(source: &SourceFile, place: Span) -> Option<Edit> {
    let written = source.slice(place);
    if matches!(written, "-k" | "--insecure" | "--no-check-certificate") {
        return without_word(source, place);
    }
    let letters = written
        .strip_prefix('-')
        .filter(|rest| rest.bytes().all(|byte| b"fkLsSgj".contains(&byte)))?;
    Some(place.replace(format!("-{}", letters.replace('k', ""))))
}
