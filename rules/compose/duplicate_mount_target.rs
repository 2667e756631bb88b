use std::collections::HashMap;

use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::base::path;
use plimsoll_model::view::Service;
use plimsoll_syntax::Span;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("duplicate_mount_target.md")),
    checks: &[Check::Service(check)],
};

fn check(service: Service<'_>, cx: &mut Context<'_>) {
    let mut first: HashMap<String, (Span, Option<Span>)> = HashMap::new();
    let mounts = service.mounts().iter();
    let mounts = mounts.filter_map(|mount| Some((mount.target.as_ref()?, Some(mount.span))));
    let memory = service.tmpfs.iter().flat_map(|field| &field.value);
    let grants = service
        .configs
        .iter()
        .chain(&service.secrets)
        .flat_map(|field| &field.value);
    let targets = grants.filter_map(|grant| Some(&grant.target.as_ref()?.value));
    let others = memory.chain(targets).map(|target| (target, None));
    for (target, whole) in mounts.chain(others) {
        let Some(path) = target.known().map(|path| path.split(':').next().unwrap_or(path)) else {
            continue;
        };
        if !path.starts_with('/') {
            continue;
        }
        let path = path::normal(path);
        match first.get(&path) {
            // An anchored entry may be included twice.
            Some(&(span, before)) if span != target.span => {
                // Compose takes the same entry once.
                let same = whole
                    .zip(before)
                    .is_some_and(|(whole, before)| cx.text(whole) == cx.text(before));
                let text = format!("something is already mounted at `{path}`");
                let finding = cx.report(target.span, text);
                finding.help("remove one of them, or mount it elsewhere");
                finding.note(span, "the first one");
                if same {
                    finding.case("same-entry");
                }
            }
            Some(_) => {}
            None => {
                first.insert(path, (target.span, whole));
            }
        }
    }
}
