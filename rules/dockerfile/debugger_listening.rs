use plimsoll_lint::{Check, Context, Level, Rule};
use plimsoll_model::command::{Commands, Debugger, debugger, debugger_variable};
use plimsoll_model::{Service, Stage};
use plimsoll_syntax::dockerfile::Kind;

pub(crate) static RULE: Rule = Rule {
    page: include_str!("debugger_listening.md"),
    checks: &[Check::Stage(check_stage), Check::Service(check_service)],
};

fn check_stage(stage: Stage<'_>, cx: &mut Context<'_>) {
    if !stage.is_shipped() {
        return;
    }
    let start = stage.start_command();
    for code in start.instructions().flat_map(|instruction| instruction.code()) {
        check_commands(&code.commands, cx);
    }
    if let Some(found) = start.combined().as_ref().and_then(|commands| {
        let mut invocations = commands.invocations();
        invocations.find_map(|i| debugger(i.argv()))
    }) {
        report(found, cx);
    }
    // What is set last holds, and it is met first.
    let mut seen = std::collections::HashSet::new();
    for env in stage.inherited(Kind::Env) {
        for pair in env.node().pairs().iter().rev() {
            let name = pair.key.as_written();
            let Some(word) = pair.value.as_ref().filter(|_| seen.insert(name)) else {
                continue;
            };
            let value = env.expand(word).likely();
            if let Some(found) = value.and_then(|value| debugger_variable(name, &value, word.span)) {
                report(found, cx);
            }
        }
    }
}

fn check_service(service: Service<'_>, cx: &mut Context<'_>) {
    for commands in service.commands() {
        check_commands(commands, cx);
    }
    for pair in service.facts().environment() {
        let value = pair
            .value
            .as_ref()
            .and_then(|value| Some((value.likely()?, value.span)));
        let (Some(name), Some((value, span))) = (pair.name(), value) else {
            continue;
        };
        if let Some(found) = debugger_variable(name, value, span) {
            report(found, cx);
        }
    }
}

fn check_commands(commands: &Commands, cx: &mut Context<'_>) {
    for invocation in commands.invocations() {
        if let Some(found) = debugger(invocation.argv()) {
            report(found, cx);
        }
        let variables = invocation.environment();
        let opened = variables
            .into_iter()
            .filter_map(|(name, value, span)| debugger_variable(name, value, span));
        for found in opened {
            report(found, cx);
        }
    }
}

fn report(found: Debugger, cx: &mut Context<'_>) {
    if found.is_loopback {
        let finding = cx.report(found.span, format!("opens {} inside the container", found.name));
        finding
            .level(Level::Warning)
            .help("start it without the debugger in production");
        return;
    }
    let finding = cx.report(
        found.span,
        format!("opens {}, through which anyone in reach can run code", found.name),
    );
    finding.help("start it without the debugger in production");
}
