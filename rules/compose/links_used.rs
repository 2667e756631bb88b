use plimsoll_lint::{Check, Context, Fix, Page, Rule};
use plimsoll_model::view::Service;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("links_used.md")),
    checks: &[Check::Service(check)],
};

fn check(service: Service<'_>, cx: &mut Context<'_>) {
    let Some(links) = &service.links else { return };
    if service.network_mode.is_some() || links.value.is_empty() {
        return;
    }
    let aliased = links.value.iter().any(|link| link.as_str().contains(':'));
    let is_known = |name: &str| service.compose().service(name).is_some();
    let all_known = links.value.iter().all(|link| is_known(link.as_str()));
    let takes_depends_on = all_known && service.depends_on.is_none() && links.via.is_none() && service.is_complete();
    let finding = cx.report(links.key, "the services reach each other by name without `links`");
    finding.help("use `depends_on` for the order, and network aliases for other names");
    if !aliased && takes_depends_on {
        finding.fix(Fix::unsafe_("write `depends_on`", [links.key.replace("depends_on")]));
    }
}
