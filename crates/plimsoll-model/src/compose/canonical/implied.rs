//! What a service says without words: it starts after the services whose namespaces, volumes or names it takes, it is
//! built from its folder, and its hooks run in its image.
//!
//! compose-go v2.9, loader/normalize.go.

use plimsoll_syntax::Span;

use super::Renderer;
use crate::base::{Data, DataValue};

/// The keys that may hold `service:` and a name.
const NAMESPACES: [&str; 5] = ["network_mode", "ipc", "pid", "uts", "cgroup"];

impl Renderer<'_> {
    pub(super) fn put_implied(&self, service: &mut Data) {
        self.put_context(service);
        put_dependencies(service);
        put_hook_images(service);
    }

    fn put_context(&self, service: &mut Data) {
        if let Some(build) = service.get_mut("build") {
            let place = build.origin;
            build.or_put("context", || Data::text(place, self.resolved(".", place)));
        }
    }
}

fn put_dependencies(service: &mut Data) {
    let mut implied: Vec<(String, Span, bool)> = Vec::new();
    for (key, restart) in [("links", true), ("volumes_from", false)] {
        for item in service.get(key).into_iter().flat_map(Data::items) {
            let text = item.as_str().filter(|text| !text.starts_with("container:"));
            let name = text.and_then(|text| text.split(':').next());
            implied.extend(name.map(|name| (name.to_owned(), item.origin, restart)));
        }
    }
    for data in NAMESPACES.iter().filter_map(|key| service.get(key)) {
        let name = data.as_str().and_then(|text| text.strip_prefix("service:"));
        implied.extend(name.map(|name| (name.to_owned(), data.origin, true)));
    }
    // What comes from an unknown variable stays out.
    for (name, span, restart) in implied.into_iter().filter(|(name, ..)| !name.contains('$')) {
        service.or_put("depends_on", || Data::map(span, Vec::new()));
        let Some(dependencies) = service.get_mut("depends_on") else {
            return;
        };
        dependencies.or_put(&name, || {
            let mut entries = vec![("condition".to_owned(), Data::text(span, "service_started"))];
            if restart {
                entries.push(("restart".to_owned(), Data::truth(span, true)));
            }
            entries.push(("required".to_owned(), Data::truth(span, true)));
            Data::map(span, entries)
        });
    }
}

fn put_hook_images(service: &mut Data) {
    let Some(image) = service.get("image").cloned() else {
        return;
    };
    if let Some(Data {
        value: DataValue::List(hooks),
        ..
    }) = service.get_mut("pre_start")
    {
        hooks.iter_mut().for_each(|hook| hook.or_put("image", || image.clone()));
    }
}
