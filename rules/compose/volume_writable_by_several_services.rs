use std::collections::HashMap;

use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::base::Value;
use plimsoll_model::compose::Mount;
use plimsoll_model::view::{ComposeFile, Service};
use plimsoll_syntax::Span;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("volume_writable_by_several_services.md")),
    checks: &[Check::Compose(check)],
};

fn check(compose: ComposeFile<'_>, cx: &mut Context<'_>) {
    let mut writers: HashMap<(&str, String), Vec<(usize, Span)>> = HashMap::new();
    for (index, service) in compose.services().enumerate() {
        for mount in service.facts().mounts() {
            let volume = mount.volume_name().and_then(Value::likely);
            let volume = volume.map(|name| ("volume", name.to_owned()));
            let (Some(shared), Some(source)) = (volume.or_else(|| folder(service, mount)), &mount.source) else {
                continue;
            };
            if mount.is_read_only().likely() == Some(false) {
                writers.entry(shared).or_default().push((index, source.span));
            }
        }
    }
    let shared = writers
        .into_iter()
        .filter(|(_, places)| places.iter().any(|(index, _)| *index != places[0].0));
    let places = shared.flat_map(|((what, _), places)| places.into_iter().map(move |(_, span)| (span, what)));
    let mut places: Vec<(Span, &str)> = places.collect();
    places.sort_unstable_by_key(|(span, _)| span.start);
    // An anchored list is met once for each alias.
    places.dedup();
    for (span, what) in places {
        cx.report(span, format!("several services can change this {what}"))
            .help("mount it with `:ro` in all but one");
    }
}

/// A folder of the project that is mounted. The project itself is mounted to work on it, and paths
/// elsewhere belong to the host.
fn folder(service: Service<'_>, mount: &Mount) -> Option<(&'static str, String)> {
    let path = mount.host_path()?.likely()?;
    let is_own = !path.starts_with(['/', '~', '$']) && !path.starts_with("..") && !path.contains(':');
    (is_own && !service.covers_project(mount)).then_some(("folder", path))
}
