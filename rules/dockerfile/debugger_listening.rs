use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::command::server::{Debugger, debugger_variable, debuggers};
use plimsoll_model::view::{Service, Stage};

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("debugger_listening.md")),
    checks: &[Check::Stage(check_stage), Check::Service(check_service)],
};

fn check_stage(stage: Stage<'_>, cx: &mut Context<'_>) {
    if !stage.is_shipped() {
        return;
    }
    for found in stage.debuggers() {
        report(found, cx);
    }
}

fn check_service(service: Service<'_>, cx: &mut Context<'_>) {
    for commands in service.commands() {
        for found in debuggers(commands) {
            report(found, cx);
        }
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

fn report(found: Debugger, cx: &mut Context<'_>) {
    if found.is_loopback {
        let finding = cx.report(found.span, format!("opens {} inside the container", found.name));
        finding
            .case("loopback")
            .help("start it without the debugger in production");
        return;
    }
    let finding = cx.report(
        found.span,
        format!("opens {}, which lets anyone who can reach it run code", found.name),
    );
    finding.help("start it without the debugger in production");
}
