use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::base::Value;
use plimsoll_model::view::Service;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("single_replica_only.md")),
    checks: &[Check::Service(check)],
};

fn check(service: Service<'_>, cx: &mut Context<'_>) {
    let facts = service.facts();
    let replicas = facts.deploy.as_ref().and_then(|deploy| deploy.value.replicas.as_ref());
    let count = replicas.or(facts.scale.as_ref()).and_then(|count| count.value.likely());
    let Some(count) = count.filter(|count| *count > 1 && !service.compose().is_swarm_stack()) else {
        return;
    };
    if let Some(name) = &facts.container_name {
        cx.report(name.span, format!("only one of {count} containers can have this name"))
            .help("remove it; Compose then numbers the containers");
    }
    for port in facts.ports() {
        let single = port
            .published_range()
            .and_then(Value::likely)
            .and_then(|range| range.single());
        if single.is_some_and(|port| port > 0) {
            cx.report(
                port.place(),
                format!("only one of {count} containers can open this port of the host"),
            )
            .help("publish a range of as many ports, or put a proxy in front of the replicas");
        }
    }
}
