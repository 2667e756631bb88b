use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::command::{Commands, secret_arguments};
use plimsoll_model::compose::Scalar;
use plimsoll_model::view::{Instruction, Service};
use plimsoll_syntax::Span;
use plimsoll_syntax::dockerfile::Kind;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("secret_passed_on_command_line.md")),
    checks: &[
        Check::Instruction(Kind::Run, check_instruction),
        Check::Instruction(Kind::Cmd, check_instruction),
        Check::Instruction(Kind::Entrypoint, check_instruction),
        Check::Instruction(Kind::Healthcheck, check_instruction),
        Check::Instruction(Kind::Onbuild, check_instruction),
        Check::Service(check_service),
    ],
};

fn check_instruction(instruction: Instruction<'_>, cx: &mut Context<'_>) {
    for code in instruction.code() {
        check(
            &code.commands,
            |_| true,
            "read it from a secret mount: `RUN --mount=type=secret,id=…`",
            cx,
        );
    }
}

fn check_service(service: Service<'_>, cx: &mut Context<'_>) {
    let fields = service.entrypoint.iter().chain(&service.command);
    let words: Vec<&Scalar> = fields.flat_map(|command| &command.value.words).collect();
    // A variable may have its value in another file.
    let is_here = |secret: Span| {
        let mut around = words.iter().filter(|word| word.span.contains(secret));
        around.all(|word| word.is_written_here())
    };
    for commands in service.commands() {
        check(
            commands,
            is_here,
            "take it from a secret or from outside the file: `${PASSWORD:?}`",
            cx,
        );
    }
}

fn check(commands: &Commands, is_here: impl Fn(Span) -> bool, help: &'static str, cx: &mut Context<'_>) {
    for invocation in commands.invocations() {
        // Left to `account_change` and `password-set-during-build`.
        if matches!(invocation.name, "useradd" | "usermod" | "htpasswd") {
            continue;
        }
        for found in secret_arguments(invocation.argv()) {
            if !is_here(found.secret) {
                continue;
            }
            let text = format!(
                "the secret behind `{}` can be read by whoever sees the file or the process",
                found.what
            );
            let finding = cx.report(found.span, text);
            finding.help(help).redact(found.secret);
        }
    }
}
