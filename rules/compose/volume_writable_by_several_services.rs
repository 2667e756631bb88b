use std::collections::HashMap;

use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::base::Value;
use plimsoll_model::view::ComposeFile;
use plimsoll_syntax::Span;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("volume_writable_by_several_services.md")),
    checks: &[Check::Compose(check)],
};

fn check(compose: ComposeFile<'_>, cx: &mut Context<'_>) {
    let mut writers: HashMap<&str, Vec<(usize, Span)>> = HashMap::new();
    for (index, service) in compose.facts().services.iter().enumerate() {
        for mount in service.mounts() {
            let name = mount.volume_name().and_then(Value::likely);
            let (Some(name), Some(source)) = (name, &mount.source) else {
                continue;
            };
            if mount.is_read_only().likely() == Some(false) {
                writers.entry(name).or_default().push((index, source.span));
            }
        }
    }
    let shared = writers
        .into_values()
        .filter(|places| places.iter().any(|(index, _)| *index != places[0].0));
    let mut spans: Vec<Span> = shared.flatten().map(|(_, span)| span).collect();
    spans.sort_unstable_by_key(|span| span.start);
    // An anchored list is met once for each alias.
    spans.dedup();
    for span in spans {
        cx.report(span, "several services can change this volume")
            .help("mount it with `:ro` in all but one");
    }
}
