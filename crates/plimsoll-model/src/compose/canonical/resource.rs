//! Networks, volumes, secrets and configs at the top level.

use plimsoll_syntax::yaml::{Kind, NodeRef};

use super::pairs::Absent;
use super::{Renderer, typed};
use crate::base::Data;
use crate::compose::interpolation::Lookup;

impl Renderer<'_> {
    /// A resource of a section.
    pub(super) fn resource(&self, section: &str, node: NodeRef<'_>) -> Data {
        if node.kind() != Kind::Mapping {
            return self.plain(node, 0);
        }
        let mut resource = self.each(node, |key, node| match key {
            "labels" | "driver_opts" => self.pairs(node, Absent::Empty),
            "file" => self.path(node),
            // compose-go v2, transform/external.go: `external: {name: x}`.
            "external" if node.kind() == Kind::Mapping => Data::truth(node.span(), true),
            "ipam" => self.each(node, |key, node| match key {
                "options" => self.pairs(node, Absent::Empty),
                _ => self.plain(node, 0),
            }),
            _ => typed(key, self.plain(node, 0)),
        });
        let outer = node.get("external").and_then(|entry| entry.value.get("name"));
        if let Some(outer) = outer {
            resource.or_put("name", || self.plain(outer.value, 0));
        }
        if matches!(section, "secrets" | "configs") {
            self.put_content(&mut resource);
        }
        resource
    }

    /// compose-go v2, loader/environment.go: the value of a variable is the content.
    fn put_content(&self, resource: &mut Data) {
        let Some((name, origin)) = resource
            .get("environment")
            .and_then(|data| Some((data.as_str()?, data.origin)))
        else {
            return;
        };
        if let Lookup::Set(content) = (self.how.variables)(origin.file, name) {
            resource.or_put("content", || Data::text(origin, content));
        }
    }
}
