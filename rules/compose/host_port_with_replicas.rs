use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::compose::ContainerNetwork;
use plimsoll_model::view::Service;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("host_port_with_replicas.md")),
    checks: &[Check::Service(check)],
};

fn check(service: Service<'_>, cx: &mut Context<'_>) {
    let Some((copies, place)) = service.copies().filter(|(copies, _)| *copies > 1) else {
        return;
    };
    // A swarm's routing mesh publishes a port once for all.
    let compose = service.compose();
    let by_compose = service.scale.is_some() || compose.is_run_by_compose();
    if service.container_network().known() != Some(ContainerNetwork::Own) || compose.is_swarm_stack() || !by_compose {
        return;
    }
    for port in service.ports() {
        let published = port.published_range().and_then(|range| range.known());
        if let Some(number) = published.and_then(|range| range.single()).filter(|number| *number != 0) {
            let text = format!("{copies} containers cannot share port {number} of the host");
            cx.report(port.place(), text)
                .help("publish a range, or put a proxy in front")
                .note(place, "the number of containers is set here");
        }
    }
}
