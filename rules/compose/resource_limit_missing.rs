use plimsoll_lint::{Check, Context, Fix, Page, Rule};
use plimsoll_model::base::Value;
use plimsoll_model::view::Service;
use plimsoll_syntax::Edit;
use plimsoll_syntax::yaml::edit::Content;

use crate::compose_edit;

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
    // A store that the kernel ends for its memory may lose data.
    let is_store = service.known_image().is_some_and(|image| image.is_data_service());
    if let Some(edits) = limits(service, &missing).filter(|_| !is_store) {
        finding.fix(Fix::unsafe_("start with limits of 1 GB and one processor", edits));
    }
}

/// The edits that add the limits that are missing, under `deploy` where there is one.
fn limits(service: Service<'_>, missing: &[&str]) -> Option<Vec<Edit>> {
    let entries = |memory: &str, one: Content| {
        let value = |resource: &&str| match *resource {
            "memory" => (memory.to_owned(), Content::text("1g")),
            _ => ("cpus".to_owned(), one.clone()),
        };
        missing.iter().map(value).collect::<Vec<(String, Content)>>()
    };
    let facts = service.facts();
    let deploy = facts.deploy.as_ref().map(|deploy| &deploy.value);
    // The limit has to be above what is reserved.
    if facts.mem_reservation.is_some() || deploy.is_some_and(|deploy| deploy.reservations.is_some()) {
        return None;
    }
    let site = compose_edit::site(service)?;
    let Some(deploy) = site.child("deploy") else {
        // A stack refuses the keys of Compose.
        if service.compose().is_swarm_stack() {
            let limits = Content::mapping([("limits", Content::Mapping(entries("memory", Content::text("1"))))]);
            return Some(vec![site.insert("deploy", &Content::mapping([("resources", limits)]))?]);
        }
        let entries = entries("mem_limit", Content::Raw("1"));
        return compose_edit::joined(entries.iter().map(|(key, value)| site.insert(key, value)).collect());
    };
    let entries = entries("memory", Content::text("1"));
    let Some(resources) = deploy.child("resources") else {
        let limits = Content::mapping([("limits", Content::Mapping(entries))]);
        return Some(vec![deploy.insert("resources", &limits)?]);
    };
    match resources.child("limits") {
        Some(limits) => compose_edit::joined(entries.iter().map(|(key, value)| limits.insert(key, value)).collect()),
        None => Some(vec![resources.insert("limits", &Content::Mapping(entries))?]),
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
