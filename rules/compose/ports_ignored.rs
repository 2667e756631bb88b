use plimsoll_lint::{Check, Context, Fix, Page, Rule};
use plimsoll_model::compose::ContainerNetwork;
use plimsoll_model::view::Service;
use plimsoll_syntax::yaml::edit;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("ports_ignored.md")),
    checks: &[Check::Service(check)],
};

fn check(service: Service<'_>, cx: &mut Context<'_>) {
    let Some(ports) = service.ports.as_ref().filter(|ports| !ports.value.is_empty()) else {
        return;
    };
    if matches!(service.container_network().known(), None | Some(ContainerNetwork::Own)) {
        return;
    }
    let (text, place) = match &service.network_mode {
        Some(mode) => {
            let mode_text = mode.value.as_str();
            (
                format!("`ports` has no effect with `network_mode: {mode_text}`"),
                Some(mode.key),
            )
        }
        None => (
            "`ports` has no effect on the network of the host".to_owned(),
            service.host_network(),
        ),
    };
    let finding = cx.report(ports.key, text);
    finding.help("remove it, or give the service a network of its own");
    if let Some(place) = place {
        finding.note(place, "the network");
    }
    if let Some(lines) = edit::whole_lines(service.compose().source_of(ports.key), ports.key, ports.span) {
        finding.fix(Fix::unsafe_("remove `ports`", [lines.replace("")]));
    }
}
