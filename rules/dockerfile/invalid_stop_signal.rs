use plimsoll_lint::{Check, Context, Fix, Page, Rule};
use plimsoll_model::linux::{is_signal, signal_names};
use plimsoll_model::view::{Instruction, Service};
use plimsoll_syntax::dockerfile::Kind;
use plimsoll_syntax::{Span, nearest};

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("invalid_stop_signal.md")),
    checks: &[
        Check::Instruction(Kind::Stopsignal, check_instruction),
        Check::Service(check_service),
    ],
};

fn check_instruction(instruction: Instruction<'_>, cx: &mut Context<'_>) {
    // Windows has no signals and ignores it.
    let Some(word) = instruction.node().words().first() else {
        return;
    };
    if instruction.stage().is_some_and(|s| s.is_windows()) || word.malformed.is_some() {
        return;
    }
    if let Some(signal) = instruction.expand(word).likely() {
        check(&signal, word.span, cx);
    }
}

fn check_service(service: Service<'_>, cx: &mut Context<'_>) {
    if let Some(field) = service.facts().stop_signal.as_ref().filter(|_| !service.is_windows())
        && let Some(signal) = field.value.likely()
    {
        check(signal, field.value.span, cx);
    }
}

fn check(signal: &str, span: Span, cx: &mut Context<'_>) {
    if is_signal(signal) {
        return;
    }
    let written = cx.text(span) == signal;
    let finding = cx.report(span, format!("`{signal}` is not a signal"));
    let Some(meant) = nearest(signal, signal_names()) else {
        finding.help("use a name such as `SIGTERM`, or a number from 1 to 64");
        return;
    };
    finding.help(format!("did you mean `{meant}`?"));
    if written {
        finding.fix(Fix::unsafe_(format!("write `{meant}`"), [span.replace(meant)]));
    }
}
