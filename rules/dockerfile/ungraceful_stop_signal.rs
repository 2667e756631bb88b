use plimsoll_lint::{Check, Context, Fix, Page, Rule};
use plimsoll_model::view::{Instruction, Service, Stage};
use plimsoll_syntax::Span;
use plimsoll_syntax::dockerfile::Kind;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("ungraceful_stop_signal.md")),
    checks: &[
        Check::Instruction(Kind::Stopsignal, check),
        Check::Service(check_service),
    ],
};

fn check(signal: Instruction<'_>, cx: &mut Context<'_>) {
    let Some(word) = signal.node().words().first() else {
        return;
    };
    if signal.stage().is_some_and(Stage::is_windows) {
        return;
    }
    if let Some(name) = signal.expand(word).known() {
        report(&name, word.span, cx);
    }
}

fn check_service(service: Service<'_>, cx: &mut Context<'_>) {
    // A developer who watches files on their own machine is glad when the program stops at once.
    let Some(signal) = service.stop_signal.as_ref().filter(|_| cx.is_production()) else {
        return;
    };
    if let Some(name) = signal.value.known().filter(|_| !service.is_windows()) {
        report(name, signal.span, cx);
    }
}

/// Neither can be caught. Docker accepts names with and without `SIG`, and numbers.
fn report(signal: &str, span: Span, cx: &mut Context<'_>) {
    let upper = signal.trim().to_ascii_uppercase();
    let message = match upper.strip_prefix("SIG").unwrap_or(&upper) {
        "KILL" | "9" => format!("`{signal}` kills the program before it can shut down"),
        "STOP" | "19" => format!("`{signal}` freezes the program instead of stopping it"),
        _ => return,
    };
    let finding = cx.report(span, message);
    finding.help("use `SIGTERM`, or the signal on which the program shuts down");
    finding.fix(Fix::unsafe_("use `SIGTERM`", [span.replace("SIGTERM")]));
}
