use std::collections::HashMap;

use plimsoll_lint::{Check, Context, Rule};
use plimsoll_model::Service;
use plimsoll_model::compose::normal_path;
use plimsoll_syntax::Span;

pub(crate) static RULE: Rule = Rule {
    page: include_str!("duplicate_mount_target.md"),
    checks: &[Check::Service(check)],
};

fn check(service: Service<'_>, cx: &mut Context<'_>) {
    let mut first: HashMap<String, Span> = HashMap::new();
    let mounts = service.mounts().iter().filter_map(|mount| mount.target.as_ref());
    let memory = service.tmpfs.iter().flat_map(|field| &field.value);
    let grants = service
        .configs
        .iter()
        .chain(&service.secrets)
        .flat_map(|field| &field.value);
    let targets = grants.filter_map(|grant| Some(&grant.target.as_ref()?.value));
    for target in mounts.chain(memory).chain(targets) {
        let Some(path) = target.known().map(|path| path.split(':').next().unwrap_or(path)) else {
            continue;
        };
        if !path.starts_with('/') {
            continue;
        }
        let path = normal_path(path);
        match first.get(&path) {
            // What stands behind an anchor may be taken in twice.
            Some(&span) if span != target.span => {
                let text = format!("something is mounted at `{path}` already");
                cx.report(target.span, text)
                    .help("remove one of them, or mount it elsewhere")
                    .note(span, "the first one");
            }
            Some(_) => {}
            None => {
                first.insert(path, target.span);
            }
        }
    }
}
