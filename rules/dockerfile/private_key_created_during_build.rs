use plimsoll_lint::{Check, Context, Rule};
use plimsoll_model::command::{Commands, key_generation};
use plimsoll_model::view::{Instruction, Stage};
use plimsoll_syntax::dockerfile::Kind;

pub(crate) static RULE: Rule = Rule {
    page: include_str!("private_key_created_during_build.md"),
    checks: &[
        Check::Instruction(Kind::Run, check),
        Check::Instruction(Kind::Onbuild, check),
    ],
};

fn check(instruction: Instruction<'_>, cx: &mut Context<'_>) {
    for code in instruction.build_code() {
        for invocation in code.commands.invocations() {
            let Some(key) = key_generation(invocation.argv()) else {
                continue;
            };
            let is_shipped = instruction.stage().is_some_and(Stage::is_in_shipped_chain);
            if is_shipped && !key.file.is_some_and(|file| removes(&code.commands, file)) {
                cx.report(
                    key.span,
                    format!("makes {} that all containers of the image share", key.what),
                )
                .help("make it when the container starts, or mount it as a secret");
            }
        }
    }
}

/// Whether the same step removes a file again.
fn removes(commands: &Commands, file: &str) -> bool {
    let name = file.rsplit('/').next().unwrap_or(file);
    commands
        .invocations()
        .any(|i| matches!(i.name, "rm" | "shred") && i.arguments().iter().any(|a| a.text.contains(name)))
}
