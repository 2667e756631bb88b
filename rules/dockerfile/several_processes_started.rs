use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::command::shell::{Several, several_programs};
use plimsoll_model::view::Instruction;
use plimsoll_syntax::dockerfile::Kind;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("several_processes_started.md")),
    checks: &[
        Check::Instruction(Kind::Cmd, check),
        Check::Instruction(Kind::Entrypoint, check),
    ],
};

fn check(start: Instruction<'_>, cx: &mut Context<'_>) {
    for code in start.code() {
        let Some((span, why)) = several_programs(&code.commands) else {
            continue;
        };
        let message = match why {
            Several::Supervisor(name) => format!("`{name}` starts several programs in one container"),
            Several::Background(name) => format!("`{name}` runs beside another program"),
            Several::Service => "a service runs beside another program".to_owned(),
        };
        cx.report(span, message).help("run each program in its own container");
    }
}
