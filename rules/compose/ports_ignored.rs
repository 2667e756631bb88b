use plimsoll_lint::{Check, Context, Fix, Rule};
use plimsoll_model::view::Service;
use plimsoll_syntax::yaml::edit;

pub(crate) static RULE: Rule = Rule {
    page: include_str!("ports_ignored.md"),
    checks: &[Check::Service(check)],
};

fn check(service: Service<'_>, cx: &mut Context<'_>) {
    let (Some(ports), Some(mode)) = (&service.ports, &service.network_mode) else {
        return;
    };
    if service.has_own_network() || ports.value.is_empty() {
        return;
    }
    let text = format!("`ports` has no effect with `network_mode: {}`", mode.value.as_str());
    let finding = cx.report(ports.key, text);
    finding
        .help("remove it, or give the service a network of its own")
        .note(mode.key, "the network");
    if let Some(lines) = edit::whole_lines(service.compose().source_of(ports.key), ports.key, ports.span) {
        finding.fix(Fix::unsafe_("remove `ports`", [lines.replace("")]));
    }
}
