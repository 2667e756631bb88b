use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::base::Value;
use plimsoll_model::view::Service;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("resource_limit_missing.md")),
    checks: &[Check::Service(check)],
};

fn check(service: Service<'_>, cx: &mut Context<'_>) {
    let mut missing = missing(service);
    missing.retain(|resource| cx.list("resources").is_empty() || cx.lists("resources", resource));
    if missing.is_empty() || service.is_one_shot() {
        return;
    }
    let (what, keys) = match missing[..] {
        ["memory"] => ("memory has", "`mem_limit`"),
        ["cpus"] => ("processors have", "`cpus`"),
        _ => ("memory and processors have", "`mem_limit` and `cpus`"),
    };
    let finding = cx.report(service.name.span, format!("{what} no limit"));
    finding.help(format!("set {keys}, or `deploy.resources.limits`"));
    if let Some(deploy) = service.key_span("deploy") {
        finding.note(deploy, "`resources.limits` belongs under this");
    }
}

fn missing(service: Service<'_>) -> Vec<&'static str> {
    let mut missing = Vec::new();
    if is_missing(service, |service| service.has_memory_limit()) {
        missing.push("memory");
    }
    if is_missing(service, |service| service.has_cpu_limit()) {
        missing.push("cpus");
    }
    missing
}

fn is_missing<'a>(service: Service<'a>, limit: impl Fn(Service<'a>) -> Value<bool>) -> bool {
    limit(service).likely() == Some(false) && service.is_whole()
}
