use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::view::{Instruction, Service};

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("insecure_build_step.md")),
    checks: &[Check::Run(check_instruction), Check::Service(check_service)],
};

const HELP: &str = "give the step only what it needs, or do its work when the container runs";

fn check_instruction(instruction: Instruction<'_>, cx: &mut Context<'_>) {
    let node = instruction.trigger_or_self();
    let Some(flag) = node.flag("security") else { return };
    let value = flag.value.as_ref().and_then(|word| instruction.expand(word).likely());
    if value.as_deref() == Some("insecure") {
        cx.report(flag.span, "the step runs outside the build sandbox")
            .help(HELP);
    }
}

fn check_service(service: Service<'_>, cx: &mut Context<'_>) {
    let Some(build) = service.facts().build.as_ref().map(|field| &field.value) else {
        return;
    };
    if let Some(privileged) = build.privileged.as_ref().filter(|f| f.value.likely() == Some(true)) {
        cx.report(privileged.span, "the build has full rights on the host")
            .help(HELP);
    }
    let entitlements = build.entitlements.iter().flat_map(|field| &field.value);
    for entitlement in entitlements.filter(|e| e.likely() == Some("security.insecure")) {
        cx.report(entitlement.span, "build steps may run outside the sandbox")
            .help(HELP);
    }
}
