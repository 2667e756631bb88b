//! `extends`: a service laid over another one, from the same file or another.
//!
//! compose-go v2, loader/extends.go. Each file's services are extended before the file is laid over
//! earlier ones, and see only services of their own file and of those that it includes. All keys are
//! inherited. Chains are
//! followed with a list, not by recursion, and each service is resolved once.

use std::collections::HashMap;
use std::sync::Arc;

use plimsoll_syntax::yaml::{Entry, NodeId, NodeKind, Yaml};
use plimsoll_syntax::{FileId, Span, SyntaxErrorKind};

use super::overlay::Shape;
use super::place::Place;
use super::{Extension, FileRole, Merging, Scope};
use crate::base::path::{folder, join};

/// A file whose services are extended.
struct File {
    /// The folder that `file:` of its services is relative to.
    scope: Scope,
    services: HashMap<Box<str>, Entry>,
    /// Not all of its services are known, since it includes a file that could not be read.
    open: bool,
    /// The file itself. What others brought was resolved there.
    source: FileId,
    /// Services that are resolved.
    done: HashMap<Box<str>, NodeId>,
}

/// The files that the services of one layer lead to; the layer is the first.
struct Chains {
    files: Vec<File>,
    by_path: HashMap<String, Option<usize>>,
}

/// The value of a service's `extends`.
enum Target {
    /// There is none.
    None,
    /// A service of a file, and the value that names it.
    Service(usize, Box<str>, Span),
    /// It cannot be followed, so the inherited keys are not known.
    Unknown,
}

/// A service on the way to the one that extends nothing.
type Step = (usize, Box<str>);

impl Merging<'_> {
    /// The file, with every `extends` of its services resolved.
    pub(super) fn extend_services(&mut self, root: NodeId, place: Place, yaml: &Yaml, scope: &Scope) -> NodeId {
        let section = match place {
            Place::Services => Some(root),
            _ => self.child(root, "services"),
        };
        let Some(section) = section else { return root };
        let entries = self.over_entries(section);
        let extends = |entry: &Entry| self.child(entry.value, "extends").is_some();
        if !entries.iter().any(extends) {
            return root;
        }
        let open = self.child(root, "include").is_some() || self.tree.is_partial();
        let source = yaml.source.id();
        let mut chains = Chains {
            files: vec![self.file(&entries, scope.clone(), source, open)],
            by_path: HashMap::new(),
        };
        // A file may extend one of its own services by its path.
        chains.by_path.insert(join("", yaml.source.path()), Some(0));
        let extended = entries.into_iter().map(|entry| {
            let Some(name) = self.tree.name(entry.key).map(Box::<str>::from) else {
                return entry;
            };
            let value = self.extended(&mut chains, 0, name);
            let value = self.with_tags_of(value, entry.value, 0);
            Entry { value, ..entry }
        });
        let extended: Vec<Entry> = extended.collect();
        let node = self.tree.node(section).with(NodeKind::Mapping(extended));
        let new = self.tree.add(node);
        match place {
            Place::Services => new,
            _ => self.with_child(root, "services", Some(new)),
        }
    }

    fn file(&self, entries: &[Entry], scope: Scope, source: FileId, open: bool) -> File {
        let named = entries
            .iter()
            .filter_map(|&entry| Some((self.tree.name(entry.key)?.into(), entry)));
        File {
            scope,
            services: named.collect(),
            open,
            source,
            done: HashMap::new(),
        }
    }

    /// A service, with what it extends.
    fn extended(&mut self, chains: &mut Chains, file: usize, name: Box<str>) -> NodeId {
        let mut way: Vec<Step> = Vec::new();
        let mut places: HashMap<Step, usize> = HashMap::new();
        let mut step = (file, name);
        // Towards the service that extends nothing, or is resolved already.
        let mut built = loop {
            if let Some(&done) = chains.files[step.0].done.get(&step.1) {
                break Some(done);
            }
            if let Some(&start) = places.get(&step) {
                self.circle(chains, &way[start..]);
                break None;
            }
            let target = self.target(chains, &step);
            places.insert(step.clone(), way.len());
            way.push(step.clone());
            match target {
                Target::Service(file, name, extends) => {
                    let key = |file: usize, name: &str| self.tree.node(chains.files[file].services[name].key).span;
                    let (by, base) = (key(way[way.len() - 1].0, &way[way.len() - 1].1), key(file, &name));
                    self.extensions.push(Extension { by, extends, base });
                    step = (file, name);
                }
                Target::None => {
                    let (file, name) = way.pop().expect("the step was put there above");
                    let own = chains.files[file].services[&name].value;
                    chains.files[file].done.insert(name, own);
                    break Some(own);
                }
                // The key stays, to show that the service is incomplete.
                Target::Unknown => break None,
            }
        };
        for (file, name) in way.into_iter().rev() {
            let own = chains.files[file].services[&name].value;
            let whole = match built {
                Some(base) => self.over_base(base, own),
                None => own,
            };
            chains.files[file].done.insert(name, whole);
            built = Some(whole);
        }
        built.expect("every service of the way was put together")
    }

    /// A service laid over the one that it extends, without the `extends` key. A base that could
    /// not be resolved completely passes its key on, so that this service is incomplete too.
    fn over_base(&mut self, base: NodeId, own: NodeId) -> NodeId {
        // A full tree shares nodes, but each service reads all of them. The key stays.
        let span = self.tree.node(own).span;
        if !self.has_room(span) {
            return own;
        }
        let clean = self.with_child(own, "extends", None);
        let base = self.without_tags(base);
        match Shape::of(self.tree.node(base)) {
            Shape::Mapping => self.overlay(base, clean, Place::Service),
            _ => clean,
        }
    }

    fn target(&mut self, chains: &mut Chains, step: &Step) -> Target {
        let entry = chains.files[step.0].services[&step.1];
        let Some(extends) = self.child(entry.value, "extends") else {
            return Target::None;
        };
        if self.tree.node(extends).span.file != chains.files[step.0].source {
            return Target::Unknown;
        }
        let (service, file) = match Shape::of(self.tree.node(extends)) {
            Shape::Scalar => (Some(extends), None),
            Shape::Mapping => (self.child(extends, "service"), self.child(extends, "file")),
            Shape::Null => return Target::None,
            _ => return Target::Unknown,
        };
        // Without a service, what the schema says of the mapping is enough.
        let Some(service) = service else {
            return Target::Unknown;
        };
        let Some(name) = self.known(service) else {
            return Target::Unknown;
        };
        let target = match file {
            Some(path) => self.extended_file(chains, step.0, path),
            None => Some(step.0),
        };
        let Some(target) = target else { return Target::Unknown };
        if chains.files[target].services.contains_key(&*name) {
            return Target::Service(target, name.into(), self.tree.node(service).span);
        }
        if chains.files[target].open {
            return Target::Unknown;
        }
        let message = match file {
            Some(_) => format!("the service `{name}` is not in the file that `extends` names"),
            None => format!("the service `{name}` that `extends` names is not in this file"),
        };
        let help = "`extends` sees this file and what it includes; name any other file with `file:`";
        let at = self.tree.node(service).span;
        self.error_of(SyntaxErrorKind::Undefined, at, message, help, None);
        Target::Unknown
    }

    /// The file that `file:` names; absent if it cannot be read or its name is not known.
    fn extended_file(&mut self, chains: &mut Chains, from: usize, path: NodeId) -> Option<usize> {
        let written = self.known(path)?;
        let scope = chains.files[from].scope.clone();
        let path = join(&scope.directory, &written);
        if let Some(&known) = chains.by_path.get(&path) {
            return known;
        }
        let loaded = self.load(&path);
        let file = loaded.and_then(|yaml| self.extended_services(&yaml, &path, &scope));
        let index = file.map(|file| {
            chains.files.push(file);
            chains.files.len() - 1
        });
        chains.by_path.insert(path, index);
        index
    }

    fn extended_services(&mut self, yaml: &Arc<Yaml>, path: &str, scope: &Scope) -> Option<File> {
        let scope = Scope {
            directory: folder(path).to_owned(),
            env_files: scope.env_files.clone(),
        };
        self.register(yaml, FileRole::Extended, &scope);
        let mut whole = None;
        for root in self.import(yaml) {
            whole = Some(match whole {
                Some(base) => self.overlay(base, root, Place::Top),
                None => root,
            });
        }
        let legacy = crate::compose::format(yaml) == crate::compose::Format::Legacy;
        let section = if legacy { whole } else { self.child(whole?, "services") };
        let entries = section.map_or_else(Vec::new, |section| self.over_entries(section));
        Some(self.file(&entries, scope, yaml.source.id(), false))
    }

    /// compose-go v2, loader/loader.go `cycleTracker`: "Circular reference".
    fn circle(&mut self, chains: &Chains, way: &[Step]) {
        let Some((file, name)) = way.first() else { return };
        let place = |merging: &Self, (file, name): &Step| {
            let entry = chains.files[*file].services[name];
            let extends = merging.child(entry.value, "extends");
            extends.map_or(merging.tree.node(entry.key).span, |extends| {
                merging.tree.node(extends).span
            })
        };
        let at = place(self, &(*file, name.clone()));
        const MOST: usize = 5;
        let mut names: Vec<&str> = way.iter().take(MOST).map(|(_, name)| &**name).collect();
        if way.len() > MOST {
            names.push("…");
        }
        let message = format!("`{}` extends itself: {} → {name}", name, names.join(" → "));
        let related = way.get(1).map(|step| (place(self, step), "through this one"));
        let help = "remove one `extends` of the cycle";
        self.error_of(SyntaxErrorKind::Cycle, at, message, help, related);
    }

    /// The text of a scalar, if nothing in it is unknown.
    pub(super) fn known(&self, id: NodeId) -> Option<String> {
        let scalar = self.scalar(id)?;
        scalar.likely().map(str::to_owned)
    }

    /// The same mapping with another value for a key, or without it.
    pub(super) fn with_child(&mut self, id: NodeId, key: &str, value: Option<NodeId>) -> NodeId {
        let NodeKind::Mapping(entries) = &self.tree.node(id).kind else {
            return id;
        };
        let entries = entries.iter().filter_map(|&entry| {
            if self.tree.name(entry.key) != Some(key) {
                return Some(entry);
            }
            Some(Entry { value: value?, ..entry })
        });
        let kind = NodeKind::Mapping(entries.collect());
        let copy = self.tree.node(id).with(kind);
        self.tree.add_as(copy, id)
    }
}
