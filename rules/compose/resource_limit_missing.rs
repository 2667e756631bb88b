use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::base::Value;
use plimsoll_model::view::{ComposeFile, Service};

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("resource_limit_missing.md")),
    checks: &[Check::Compose(check)],
};

fn check(compose: ComposeFile<'_>, cx: &mut Context<'_>) {
    let has_both = |service: Service<'_>| {
        service.has_memory_limit().likely() == Some(true) && service.has_cpu_limit().likely() == Some(true)
    };
    let is_usual = compose.services().any(has_both);
    for service in compose.services() {
        let mut missing = missing(service);
        missing.retain(|resource| cx.list("resources").is_empty() || cx.lists("resources", resource));
        if missing.is_empty() || service.is_one_shot() || service.environment() != cx.environment() {
            continue;
        }
        let (what, keys) = match missing[..] {
            ["memory"] => ("memory has", "`mem_limit`"),
            ["cpus"] => ("processors have", "`cpus`"),
            _ => ("memory and processors have", "`mem_limit` and `cpus`"),
        };
        let finding = cx.report(service.name.span, format!("{what} no ceiling"));
        finding.help(format!("set {keys}, or `deploy.resources.limits`"));
        if let Some(deploy) = service.key_span("deploy") {
            finding.note(deploy, "`resources.limits` would stand below this");
        }
        if is_usual {
            finding.case("usual");
        }
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
