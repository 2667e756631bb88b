use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::command::Invocation;
use plimsoll_model::dockerfile::Code;
use plimsoll_model::view::Instruction;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("background_process_in_build.md")),
    checks: &[Check::Run(check)],
};

fn check(run: Instruction<'_>, cx: &mut Context<'_>) {
    for code in run.build_code() {
        let listed: Vec<_> = code.commands.invocations().filter(|i| i.script_number == 0).collect();
        let Some(at) = listed.iter().position(|i| i.command().parent.is_none() && starts(i)) else {
            continue;
        };
        // A later command in the step needs it, as in the set-up of a database.
        if is_used(code, &listed[at + 1..]) {
            continue;
        }
        let finding = cx.report(listed[at].span, "this process ends with the build step");
        finding.help("start it with `CMD` or `ENTRYPOINT`");
    }
}

fn starts(invocation: &Invocation<'_>) -> bool {
    let argument = |at: usize| invocation.arguments().get(at).map_or("", |argument| argument.text);
    let is_start = |word: &str| matches!(word, "start" | "restart" | "reload");
    match invocation.name {
        "service" => is_start(argument(1)),
        "systemctl" => is_start(argument(0)),
        "rc-service" => is_start(argument(1)),
        _ if invocation.program().text.starts_with("/etc/init.d/") => is_start(argument(0)),
        _ => invocation.command().background,
    }
}

fn is_used(code: &Code, later: &[Invocation<'_>]) -> bool {
    let idle = |i: &Invocation<'_>| matches!(i.name, "sleep" | "echo" | "true" | ":" | "exit" | "printf");
    let compounds = code.script().commands.iter().any(|command| command.compound.is_some());
    compounds || later.iter().any(|i| !idle(i) && !starts(i))
}
