use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::view::{Instruction, Service};

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("host_network_in_build.md")),
    checks: &[Check::Run(check_instruction), Check::Service(check_service)],
};

const HELP: &str = "remove it; the default network of a build reaches the internet too";

fn check_instruction(instruction: Instruction<'_>, cx: &mut Context<'_>) {
    let node = instruction.trigger_or_self();
    let Some(flag) = node.flag("network") else { return };
    let value = flag.value.as_ref().and_then(|word| instruction.expand(word).likely());
    if value.as_deref() == Some("host") {
        cx.report(flag.span, "the step uses the network of the build machine")
            .help(HELP);
    }
}

fn check_service(service: Service<'_>, cx: &mut Context<'_>) {
    let build = service.facts().build.as_ref();
    let Some(network) = build.and_then(|build| build.value.network.as_ref()) else {
        return;
    };
    if network.value.likely() == Some("host") {
        cx.report(
            network.value.span,
            "the build uses the network of the machine it runs on",
        )
        .help(HELP);
    }
}
