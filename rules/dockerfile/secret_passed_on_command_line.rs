use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::command::{Commands, secret_arguments};
use plimsoll_model::compose::Scalar;
use plimsoll_model::view::{Instruction, Service};
use plimsoll_syntax::dockerfile::Kind;

use crate::secret_mount::mount_advice;

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
    let help = match instruction.trigger_or_self().kind {
        Kind::Run => mount_advice(
            instruction.stage(),
            "read it from a secret mount: `RUN --mount=type=secret,id=…`",
        ),
        _ => "read it from a file that is mounted when the container starts",
    };
    for code in instruction.code() {
        check(&code.commands, &[], help, cx);
    }
}

fn check_service(service: Service<'_>, cx: &mut Context<'_>) {
    let fields = service.entrypoint.iter().chain(&service.command);
    let words: Vec<&Scalar> = fields.flat_map(|command| &command.value.words).collect();
    for commands in service.commands() {
        let help = "take it from a secret or from outside the file: `${PASSWORD:?}`";
        check(commands, &words, help, cx);
    }
}

/// `words` are those of the Compose file, in which variables were replaced.
fn check(commands: &Commands, words: &[&Scalar], help: &'static str, cx: &mut Context<'_>) {
    for invocation in commands.invocations() {
        // Left to `account_change` and `password-set-during-build`.
        if matches!(invocation.name, "useradd" | "usermod" | "htpasswd") {
            continue;
        }
        for found in secret_arguments(invocation.argv()) {
            // A variable may have its value in another file.
            let around = || words.iter().filter(|word| word.span.contains(found.secret));
            if !around().all(|word| word.is_written_here()) {
                continue;
            }
            let mut variables = words.iter().flat_map(|word| &word.variables);
            let default = variables.find(|variable| found.secret.contains(variable.span));
            let what = found.what;
            let finding = match default {
                Some(variable) => {
                    let message = format!("`{what}` falls back to a secret that is written in the file");
                    let finding = cx.report(found.span, message);
                    finding.help(format!("require a value: `${{{}:?}}`", variable.name.value))
                }
                None => {
                    let message = format!("whoever sees the file or the process can read the secret after `{what}`");
                    cx.report(found.span, message).help(help)
                }
            };
            finding.redact(found.secret);
        }
    }
}
