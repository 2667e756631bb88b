use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::command::{Invocation, is_shell};
use plimsoll_model::view::Instruction;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("default_shell_replaced_by_link.md")),
    checks: &[Check::Run(check)],
};

fn check(run: Instruction<'_>, cx: &mut Context<'_>) {
    let Some(change) = run.steps().find(|invocation| replaces_shell(invocation)) else {
        return;
    };
    let finding = cx.report(change.span, "this replaces `/bin/sh` with another shell");
    finding.help("leave `/bin/sh` alone, and write `SHELL [\"/bin/bash\", \"-c\"]`");
}

fn replaces_shell(invocation: &Invocation<'_>) -> bool {
    let operands = &invocation.parted().operands;
    match invocation.name {
        "ln" | "cp" | "mv" | "install" => {
            let [.., from, to] = operands.as_slice() else {
                return false;
            };
            matches!(to.text, "/bin/sh" | "/usr/bin/sh") && is_shell(from.program()) && from.program() != "sh"
        }
        "dpkg-reconfigure" => operands.iter().any(|operand| operand.text == "dash"),
        _ => false,
    }
}
