use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::command::download::{Strength, verifications};
use plimsoll_model::view::Instruction;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("weak_hash_verification.md")),
    checks: &[Check::Run(check)],
};

fn check(instruction: Instruction<'_>, cx: &mut Context<'_>) {
    for code in instruction.build_code() {
        let found = verifications(&code.commands);
        // A second, better check makes the first one harmless.
        if found.iter().any(|check| check.strength == Strength::Strong) {
            continue;
        }
        for check in found {
            if let Strength::Weak(name) = check.strength {
                cx.report(
                    check.span,
                    format!("{name} does not protect against a file that was changed on purpose"),
                )
                .help("compare the SHA-256 hash instead: `sha256sum -c`");
            }
        }
    }
}
