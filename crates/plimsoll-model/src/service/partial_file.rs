//! Whether a Compose file is a project of its own, or needs others to be one.

use plimsoll_syntax::FileId;

use crate::base::path::{self, file_name, folder};
use crate::compose::{Definition, Format, Scalar};
use crate::environment;
use crate::view::{ComposeFile, Service};

/// How many folders up an including file is looked for, and how many files one includes.
const DEEPEST: usize = 6;
const MOST_INCLUDED: usize = 500;

/// How many files of a folder are searched for a service.
const MOST_NEIGHBOURS: usize = 50;

impl<'a> ComposeFile<'a> {
    /// Whether everything that its services refer to should be in this file: it was read
    /// completely, includes no other, and is neither a part of nor an addition to a file beside it.
    pub fn stands_alone(self) -> bool {
        *self.facts().alone.get_or_init(|| self.is_alone())
    }

    fn is_alone(self) -> bool {
        let facts = self.facts();
        let whole = !facts.partial && facts.include.is_none() && facts.format == Format::Compose;
        if !whole || self.is_named_as_part() || self.is_included() {
            return false;
        }
        if self.services().any(|service| !self.has_something_to_run(service)) {
            return false;
        }
        environment::is_plain_compose(file_name(self.source().path())) || !self.is_beside_base()
    }

    /// Whether its name or its folder says that it is combined with others.
    fn is_named_as_part(self) -> bool {
        let path = self.source().path();
        let folders = ["compose", "overrides", "override", "includes", "fragments", "partials"];
        let mut above = folder(path).split('/').rev().take(4);
        file_name(path).contains("override") || above.any(|name| folders.contains(&name))
    }

    /// Whether a file of the run in a parent folder includes it.
    fn is_included(self) -> bool {
        *self.facts().included.get_or_init(|| self.finds_includer())
    }

    fn finds_includer(self) -> bool {
        let own = path::normal(self.source().path());
        let mut above = folder(self.source().path());
        for _ in 0..DEEPEST {
            let takes = |file: ComposeFile<'a>| {
                let paths = file.facts().include.iter().flat_map(|include| &include.value);
                let mut paths = paths.filter_map(Scalar::likely).take(MOST_INCLUDED);
                paths.any(|path| path::normal(&format!("{above}/{path}")) == own || path::normal(path) == own)
            };
            if self.workspace().composes_in(above).any(takes) {
                return true;
            }
            if above.is_empty() || above == "/" {
                return false;
            }
            above = folder(above);
        }
        false
    }

    /// Whether another file beside one that is not a base defines the service, with something to
    /// run: a feature that is only ever started together with that file.
    pub fn is_brought_by_neighbour(self, file: FileId, service: &str) -> bool {
        let path = self.workspace().source(file).path();
        if environment::is_plain_compose(file_name(path)) {
            return false;
        }
        let brings = |compose: ComposeFile<'_>| {
            let found = compose.service(service);
            found.is_some_and(|s| s.facts().image.is_some() || s.facts().build.is_some())
        };
        let mut beside = self.workspace().composes_in(folder(path)).take(MOST_NEIGHBOURS);
        beside.any(|compose| compose.source().path() != path && brings(compose))
    }

    /// Whether a file beside it may need a definition of this one: it names it, and is combined with
    /// this one or has none itself.
    pub fn is_named_beside(self, kind: Definition, name: &str) -> bool {
        let own = self.source();
        let is_combined = |file: FileId| {
            let mut variants = self.workspace().variants();
            variants.any(|variant| variant.files.contains(&own.id()) && variant.files.contains(&file))
        };
        let needs = |file: ComposeFile<'a>| {
            let has_own = file.facts().defined(kind).contains(&name) && !is_combined(file.source().id());
            file.source().path() != own.path() && !has_own && file.may_name(kind, name)
        };
        self.workspace().composes_in(folder(own.path())).any(needs)
    }

    /// Whether a file that Compose reads by default is beside it.
    fn is_beside_base(self) -> bool {
        let mut beside = self.workspace().composes_in(folder(self.source().path()));
        beside.any(|file| environment::is_plain_compose(file_name(file.source().path())))
    }

    fn has_something_to_run(self, service: crate::view::Service<'a>) -> bool {
        let facts = service.facts();
        !service.is_part() || facts.extends.is_some() || self.node(facts.node).get("provider").is_some()
    }
}

impl crate::view::Service<'_> {
    /// Whether Compose has nothing to start for it: no image and nothing to build, and no other
    /// file of the project is known to supply it.
    pub fn has_nothing_to_run(self) -> bool {
        let compose = self.compose();
        let name = file_name(compose.source().path());
        let apart = compose.partial || compose.is_named_as_part() || compose.include.is_some();
        if !self.facts().is_complete() || apart || compose.is_included() {
            return false;
        }
        if compose.has_something_to_run(self) || compose.format != Format::Compose {
            return false;
        }
        // A file that contains only parts belongs to another one.
        let is_plain = environment::is_plain_compose(name);
        let runs = compose.services().any(|service| compose.has_something_to_run(service));
        if !runs || !is_plain && compose.is_beside_base() {
            return false;
        }
        let own_name = &self.facts().name.value;
        let mut beside = compose.workspace().composes_in(folder(compose.source().path()));
        !beside.any(|file| file.service(own_name).is_some_and(|twin| !twin.is_part()))
    }
}

impl Service<'_> {
    /// Whether its project has no other service, and none is in a network with it: what it offers is for
    /// clients elsewhere.
    pub fn is_whole_project(self) -> bool {
        let compose = self.compose();
        let is_shared = compose
            .facts()
            .networks
            .iter()
            .any(|network| network.external.is_some());
        self.is_whole() && compose.services().len() == 1 && compose.facts().include.is_none() && !is_shared
    }
}
