use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::stage::start::StartIntervalFault;
use plimsoll_model::view::{Instruction, Service};
use plimsoll_syntax::Span;
use plimsoll_syntax::dockerfile::Kind;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("healthcheck_start_interval_unused.md")),
    checks: &[
        Check::Instruction(Kind::Healthcheck, check_instruction),
        Check::Instruction(Kind::Onbuild, check_instruction),
        Check::Service(check_service),
    ],
};

fn check_instruction(instruction: Instruction<'_>, cx: &mut Context<'_>) {
    if let Some((flag, fault)) = instruction.unused_start_interval() {
        report(flag.span, fault, cx);
    }
}

fn check_service(service: Service<'_>, cx: &mut Context<'_>) {
    if let Some((field, fault)) = service.unused_start_interval() {
        report(field.value.span, fault, cx);
    }
}

fn report(span: Span, fault: StartIntervalFault, cx: &mut Context<'_>) {
    let (why, help) = match fault {
        StartIntervalFault::NoPeriod => (
            "there is no start period",
            "add a start period, or remove the start interval",
        ),
        StartIntervalFault::Longer => ("it is longer than the start period", "make the start period longer"),
    };
    cx.report(span, format!("the start interval has no effect: {why}"))
        .help(help);
}
