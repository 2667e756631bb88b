//! The files of a Compose project as one tree.
//!
//! It follows compose-go v2: override/merge.go, override/uncity.go, loader/extends.go,
//! loader/include.go, loader/reset.go. Values keep their spelling and their place: a span holds its
//! file, so that every fact and rule works on the merged tree as on a single file, and points into
//! the file that is to blame. Which files a project has, and what its variables are, is left to the
//! caller. Short forms are kept; `canonical` unfolds them for printing.

mod extends;
mod identity;
mod include;
mod nodes;
mod overlay;
mod place;
mod tags;

use std::collections::HashMap;
use std::sync::Arc;

use plimsoll_syntax::yaml::{Assembly, NodeId, NodeKind, Yaml};
use plimsoll_syntax::{FileId, SourceFile, Span, SyntaxError, SyntaxErrorKind};

use super::interpolated::Interpolated;
use super::interpolation::Lookup;
use super::{Compose, Format};
use identity::Identified;
use place::{Identity, Place};

/// What is known about a variable. The second argument names the files that an `include` adds for
/// the file that uses the variable: the project's own value wins, then that of the first file that
/// sets it.
pub type Variables<'a> = dyn Fn(&str, &[String]) -> Lookup + 'a;

/// A project to merge.
pub struct Project<'a> {
    /// The files, the base first, as `-f a -f b` would name them. Every document of a file counts.
    pub layers: &'a [Arc<Yaml>],
    /// The base folder for relative paths in all layers.
    pub directory: &'a str,
    /// Reads a file that `extends` or `include` names. The path is normalised, and relative to the
    /// same folder as the paths of the layers. `None` means that nothing is known about it.
    pub load: &'a dyn Fn(&str) -> Option<Arc<Yaml>>,
    /// Needed where a variable decides what is merged with what.
    pub variables: &'a Variables<'a>,
}

/// A project in one tree.
#[derive(Debug)]
pub struct Merged {
    /// The tree. Its `source` is the first layer; [`Yaml::source_of`] knows the others, and
    /// [`Yaml::replaced`] the value that another one replaced. The YAML errors of the files are not
    /// in it.
    pub yaml: Yaml,
    /// What Compose would refuse about the combined files: types that do not fit together,
    /// `extends` and `include` that lead nowhere or in a circle, resources that two included files
    /// define.
    pub errors: Vec<SyntaxError>,
    /// Every file that is part of the tree, in the order in which they were met.
    pub files: Vec<MergedFile>,
    /// Which service extends which.
    pub extensions: Vec<Extension>,
}

/// A file that is part of a project.
#[derive(Clone, Debug)]
pub struct MergedFile {
    pub source: Arc<SourceFile>,
    pub role: FileRole,
    /// The base folder for relative paths in it; absent if it plays two roles with different
    /// folders.
    pub directory: Option<String>,
    /// The files that `include` adds for its variables, the one that wins first.
    pub env_files: Vec<String>,
}

/// How a file came into a project.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum FileRole {
    Layer,
    Included,
    /// One of its services is extended.
    Extended,
}

/// A service that extends another.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Extension {
    /// The name of the service that extends.
    pub by: Span,
    /// The name of the extended service, where `extends` gives it.
    pub extends: Span,
    /// The name of the extended service, where it is defined.
    pub base: Span,
}

impl Merged {
    /// The base folder for a relative path at a span; absent if it cannot be told.
    pub fn directory_of(&self, span: Span) -> Option<&str> {
        self.file(span.file)?.directory.as_deref()
    }

    /// A file of the project.
    pub fn file(&self, id: FileId) -> Option<&MergedFile> {
        self.files.iter().find(|file| file.source.id() == id)
    }

    /// The facts of the project. Errors that only the merge can detect are among its errors, and it
    /// keeps the files and extensions.
    pub fn read(self, variables: &Variables<'_>) -> Compose {
        let env_files: HashMap<FileId, &[String]> = self
            .files
            .iter()
            .map(|file| (file.source.id(), &file.env_files[..]))
            .collect();
        let lookup = |file: FileId, name: &str| variables(name, env_files.get(&file).copied().unwrap_or_default());
        let mut compose = Compose::read_files(self.yaml, &lookup);
        compose.errors.extend(self.errors);
        compose.files.clone_from(&self.files);
        compose.extensions = self.extensions;
        sort(&mut compose.errors);
        compose
    }
}

/// Merges a project.
pub fn merge(project: &Project<'_>) -> Merged {
    let mut merging = Merging {
        project,
        tree: Assembly::new(),
        errors: Vec::new(),
        files: Vec::new(),
        file_index: HashMap::new(),
        extensions: Vec::new(),
        loaded: HashMap::new(),
        told_full: false,
        tagged: false,
        clean: HashMap::new(),
        identities: HashMap::new(),
    };
    let scope = Scope {
        directory: project.directory.to_owned(),
        env_files: Vec::new(),
    };
    let root = merging.layers(project.layers, &scope, FileRole::Layer, &mut Vec::new());
    let main = project
        .layers
        .first()
        .map_or_else(empty_source, |yaml| Arc::clone(&yaml.source));
    sort(&mut merging.errors);
    Merged {
        yaml: merging.tree.finish(main, root),
        errors: merging.errors,
        files: merging.files,
        extensions: merging.extensions,
    }
}

/// Sorted by place, each once: a value that two services share is wrong only once.
fn sort(errors: &mut Vec<SyntaxError>) {
    errors.sort_by(|a, b| {
        let place = |error: &SyntaxError| (error.span.file, error.span.start, error.span.end);
        place(a).cmp(&place(b)).then_with(|| a.message.cmp(&b.message))
    });
    errors.dedup();
}

fn empty_source() -> Arc<SourceFile> {
    Arc::new(SourceFile::new(FileId::default(), "", Vec::new()))
}

/// What applies to the files of one `include`, or of the project itself.
#[derive(Clone, Debug)]
struct Scope {
    directory: String,
    env_files: Vec<String>,
}

/// A project during the merge.
struct Merging<'a> {
    project: &'a Project<'a>,
    tree: Assembly,
    errors: Vec<SyntaxError>,
    files: Vec<MergedFile>,
    file_index: HashMap<FileId, usize>,
    extensions: Vec<Extension>,
    /// Files that `extends` and `include` named, by path.
    loaded: HashMap<String, Option<Arc<Yaml>>>,
    told_full: bool,
    /// Some file has a `!reset` or an `!override`.
    tagged: bool,
    /// Nodes, and the same nodes without what was reset.
    clean: HashMap<NodeId, NodeId>,
    /// The identities of list entries, since each layer asks for them again.
    identities: HashMap<(NodeId, Identity), Option<Identified>>,
}

impl Merging<'_> {
    /// Several files on top of each other.
    fn layers(
        &mut self,
        layers: &[Arc<Yaml>],
        scope: &Scope,
        role: FileRole,
        stack: &mut Vec<String>,
    ) -> Option<NodeId> {
        let legacy = !layers.is_empty() && layers.iter().all(|yaml| super::format(yaml) == Format::Legacy);
        let place = if legacy { Place::Services } else { Place::Top };
        let mut merged = None;
        for yaml in layers {
            self.register(yaml, role, scope);
            for root in self.import(yaml) {
                if !matches!(self.tree.node(root).kind, NodeKind::Mapping(_)) {
                    continue;
                }
                // compose-go v2.10, loader/loader.go: what is included can be extended.
                let own = self.include(root, yaml, scope, stack);
                let own = self.extend_services(own, place, yaml, scope);
                merged = Some(match merged {
                    Some(base) => self.overlay(base, own, place),
                    None => self.without_tags(own),
                });
            }
        }
        merged
    }

    fn register(&mut self, yaml: &Yaml, role: FileRole, scope: &Scope) {
        let id = yaml.source.id();
        if let Some(&at) = self.file_index.get(&id) {
            let file = &mut self.files[at];
            if file.directory.as_deref() != Some(&scope.directory) {
                file.directory = None;
            }
            return;
        }
        self.file_index.insert(id, self.files.len());
        self.files.push(MergedFile {
            source: Arc::clone(&yaml.source),
            role,
            directory: Some(scope.directory.clone()),
            env_files: scope.env_files.clone(),
        });
    }

    fn import(&mut self, yaml: &Yaml) -> Vec<NodeId> {
        self.tagged |= yaml
            .nodes()
            .any(|(_, node)| tags::is_reset(node) || tags::is_override(node));
        // Compose replaces variables before it merges, even in values that are overridden.
        let errors = {
            let env_files = self.file_index.get(&yaml.source.id());
            let env_files = env_files.map_or(&[][..], |&at| &self.files[at].env_files);
            let lookup = |_, name: &str| (self.project.variables)(name, env_files);
            let values = Interpolated::of(yaml, &lookup);
            values.errors().cloned().collect::<Vec<_>>()
        };
        self.errors.extend(errors);
        let mut roots = self.tree.import(yaml);
        if let (Some(last), true) = (roots.last_mut(), yaml.truncated_at.is_some()) {
            *last = self.mark_open_service(*last);
        }
        roots
    }

    fn load(&mut self, path: &str) -> Option<Arc<Yaml>> {
        if let Some(known) = self.loaded.get(path) {
            return known.clone();
        }
        let loaded = (self.project.load)(path);
        self.loaded.insert(path.to_owned(), loaded.clone());
        loaded
    }

    fn error(&mut self, span: Span, message: impl Into<String>, help: &str, related: Option<(Span, &str)>) {
        self.error_of(SyntaxErrorKind::MergeConflict, span, message, help, related);
    }

    fn error_of(
        &mut self,
        kind: SyntaxErrorKind,
        span: Span,
        message: impl Into<String>,
        help: &str,
        related: Option<(Span, &str)>,
    ) {
        let mut error = SyntaxError::new(kind, span, message).help(help);
        if let Some((span, text)) = related {
            error = error.related(span, text);
        }
        self.errors.push(error);
    }

    /// Whether there is room for more; reports once if there is none.
    fn has_room(&mut self, at: Span) -> bool {
        if !self.tree.is_full() {
            return true;
        }
        self.tree.set_partial();
        if !self.told_full {
            self.told_full = true;
            let message = "merging makes the project far larger than its files, so the rest is not merged";
            self.error(
                at,
                message,
                "use fewer `extends` and aliases that repeat each other",
                None,
            );
        }
        false
    }
}

#[cfg(test)]
mod tests;
