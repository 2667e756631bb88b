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

    /// Whether other Compose files stand in its folder, which may be meant for the same project.
    pub fn has_neighbours(self) -> bool {
        let own = self.source().name();
        let mut beside = self.workspace().composes_in(folder(own));
        beside.any(|file| file.source().name() != own)
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

impl crate::Service<'_> {
    /// Whether Compose has nothing to start for it: no image and nothing to build, and no other file
    /// of the project is known to bring it.
    pub fn has_nothing_to_run(self) -> bool {
        let compose = self.compose();
        let name = file_name(compose.source().name());
        if !self.facts().is_complete() || compose.partial || name.contains("override") || compose.include.is_some() {
            return false;
        }
        if compose.has_something_to_run(self) || compose.format != Format::Compose {
            return false;
        }
        // A file of parts alone is made for another one.
        let is_plain = environment::is_plain_compose(name);
        let runs = compose.services().any(|service| compose.has_something_to_run(service));
        if !is_plain && (!runs || compose.is_beside_base()) {
            return false;
        }
        let own_name = &self.facts().name.value;
        let mut beside = compose.workspace().composes_in(folder(compose.source().name()));
        !beside.any(|file| file.service(own_name).is_some_and(|twin| !twin.is_part()))
    }
}
