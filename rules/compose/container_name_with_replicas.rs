use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::view::Service;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("container_name_with_replicas.md")),
    checks: &[Check::Service(check)],
};

fn check(service: Service<'_>, cx: &mut Context<'_>) {
    // A swarm ignores the name.
    let (Some(name), Some((copies, place))) = (&service.container_name, service.copies()) else {
        return;
    };
    if copies > 1 && !service.compose().is_swarm_stack() {
        cx.report(name.whole(), format!("{copies} containers cannot share one name"))
            .help("remove `container_name`; other services reach this one by its service name")
            .note(place, "the number of containers is set here");
    }
}
