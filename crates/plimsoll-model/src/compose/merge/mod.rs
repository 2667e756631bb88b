//! The files of a Compose project as one tree.
//!
//! compose-go v2 is followed: override/merge.go, override/uncity.go, loader/extends.go,
//! loader/include.go, loader/reset.go. Values stay as they are written and where they are written:
//! a span holds its file, so that every fact and rule works on the merged tree as on one file, and
//! points into the file that is to blame. Which files a project has, and what its variables are,
//! is left to the caller. Short forms are kept; `canonical` unfolds them for those who print.

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

use super::interpolation::Lookup;
use super::{Compose, Format};
use place::Place;

/// What is known of a variable. The second argument names the files that an `include` adds for the
/// file that uses the variable: what the project sets wins, then the first of them that sets it.
pub type Variables<'a> = dyn Fn(&str, &[String]) -> Lookup + 'a;

/// A project that is to be merged.
pub struct Project<'a> {
    /// The files, the base first, as `-f a -f b` would name them. Every document of a file counts.
    pub layers: &'a [Arc<Yaml>],
    /// The folder that relative paths of all layers start at.
    pub directory: &'a str,
    /// Reads a file that `extends` or `include` names. The path is normal, and relative to where
    /// the paths of the layers are. `None` says that nothing is known of it.
    pub load: &'a dyn Fn(&str) -> Option<Arc<Yaml>>,
    /// Needed where a variable decides what is merged with what.
    pub variables: &'a Variables<'a>,
}

/// A project in one tree.
#[derive(Debug)]
pub struct Merged {
    /// The tree. Its `source` is the first layer; [`Yaml::source_of`] knows the others, and
    /// [`Yaml::replaced`] what a value took the place of. Errors of the files' YAML are not in it.
    pub yaml: Yaml,
    /// What Compose would refuse of the files together: types that do not fit each other, `extends`
    /// and `include` that lead nowhere or in a circle, resources that two included files define.
    pub errors: Vec<SyntaxError>,
    /// Every file that has a part in the tree, in the order in which they were met.
    pub files: Vec<MergedFile>,
    /// Which service takes over which.
    pub extensions: Vec<Extension>,
}

/// A file that has a part in a project.
#[derive(Clone, Debug)]
pub struct MergedFile {
    pub source: Arc<SourceFile>,
    pub role: FileRole,
    /// The folder that relative paths in it start at; absent if it plays two roles with different
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
    /// A service of it is extended.
    Extended,
}

/// A service that takes another one over.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Extension {
    /// The value of `extends`.
    pub extends: Span,
    /// The name of the service that is taken over, where it is defined.
    pub base: Span,
}

impl Merged {
    /// The folder that a relative path at a span starts at; absent if it cannot be told.
    pub fn directory_of(&self, span: Span) -> Option<&str> {
        self.file(span.file)?.directory.as_deref()
    }

    /// A file of the project.
    pub fn file(&self, id: FileId) -> Option<&MergedFile> {
        self.files.iter().find(|file| file.source.id() == id)
    }

    /// The facts of the project. Errors that only the merge can know are among its errors, and it
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
        compose
            .errors
            .sort_by_key(|error| (error.span.file, error.span.start, error.span.end));
        compose.errors.dedup();
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
    merging
        .errors
        .sort_by_key(|error| (error.span.file, error.span.start, error.span.end));
    merging.errors.dedup();
    Merged {
        yaml: merging.tree.finish(main, root),
        errors: merging.errors,
        files: merging.files,
        extensions: merging.extensions,
    }
}

fn empty_source() -> Arc<SourceFile> {
    Arc::new(SourceFile::new(FileId::default(), "", Vec::new()))
}

/// What holds for the files of one `include`, or of the project itself.
#[derive(Clone, Debug)]
struct Scope {
    directory: String,
    env_files: Vec<String>,
}

/// A project while it is merged.
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
    /// Nodes, and the same without what was reset.
    clean: HashMap<NodeId, NodeId>,
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
                let own = self.extend_services(root, place, yaml, scope);
                let own = self.include(own, yaml, scope, stack);
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
        // Compose replaces variables before it merges, also in values that do not last.
        let errors = {
            let env_files = self.file_index.get(&yaml.source.id());
            let env_files = env_files.map_or(&[][..], |&at| &self.files[at].env_files);
            super::interpolation_errors(yaml, &|_, name| (self.project.variables)(name, env_files))
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

    /// Whether there is room for more; says so once if there is none.
    fn has_room(&mut self, at: Span) -> bool {
        if !self.tree.is_full() {
            return true;
        }
        self.tree.set_partial();
        if !self.told_full {
            self.told_full = true;
            let message = "the project grows beyond two million entries here, so the rest is not merged";
            self.error(at, message, "let fewer services and aliases repeat each other", None);
        }
        false
    }
}

#[cfg(test)]
mod tests;
