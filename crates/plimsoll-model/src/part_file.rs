//! Whether a Compose file is a project of its own, or needs others to be one.

use crate::compose::Format;
use crate::files::{file_name, folder};
use crate::{ComposeFile, environment};

impl<'a> ComposeFile<'a> {
    /// Whether all that its services refer to should be in this file: it is read to its end, takes in
    /// no other, and is neither a part nor an addition to a file beside it.
    pub fn stands_alone(self) -> bool {
        let facts = self.facts();
        let whole = !facts.partial && facts.include.is_none() && facts.format == Format::Compose;
        if !whole || file_name(self.source().name()).contains("override") {
            return false;
        }
        if self.services().any(|service| !self.has_something_to_run(service)) {
            return false;
        }
        environment::is_plain_compose(file_name(self.source().name())) || !self.is_beside_base()
    }

    /// Whether a file that Compose reads by itself stands beside it.
    fn is_beside_base(self) -> bool {
        let mut beside = self.workspace().composes_in(folder(self.source().name()));
        beside.any(|file| environment::is_plain_compose(file_name(file.source().name())))
    }

    fn has_something_to_run(self, service: crate::Service<'a>) -> bool {
        let facts = service.facts();
        !service.is_part() || facts.extends.is_some() || self.node(facts.node).get("provider").is_some()
    }
}
