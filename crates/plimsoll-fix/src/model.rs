//! The merged projects and the stages before and after a patch: what comes from places that no edit
//! touches is the same.

use std::collections::HashMap;

use plimsoll_model::base::{Data, DataValue};
use plimsoll_model::view::Subject;
use plimsoll_syntax::{FileId, Span};

use crate::Patch;
use crate::leaves::Grounds;
use crate::state::State;

/// A key of Dockerfiles and stages that is a verdict and no content, if it is a text: the findings show
/// what follows from it.
const VERDICT: &str = "environment";

/// What changes though no edit touches it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Difference {
    /// A value, by the keys from the top: `services.web.image`.
    Value(String),
    /// Which files make up a project, by its first one: one that stood alone may seem to add to others, or
    /// the other way round.
    Reading(String),
}

/// The first difference that the edits do not account for.
pub(crate) fn difference(before: &State, after: &State, patch: &Patch<'_>) -> Option<Difference> {
    let (old, new) = (documents(before), documents(after));
    let comparison = Comparison::new(before, after, patch);
    for (name, old) in &old {
        let Some((_, new)) = new.iter().find(|(other, _)| other == name) else {
            return Some(Difference::Reading(name.0.to_owned()));
        };
        let mut path = Vec::new();
        if !comparison.is_same(old, new, &mut path) {
            return Some(Difference::Value(path.join(".")));
        }
    }
    None
}

/// The merged projects and the Dockerfiles, by their file and what tells them apart in it.
fn documents(state: &State) -> Vec<((&str, String), &Data)> {
    let models = state.workspace.models();
    let projects = models
        .iter()
        .map(|model| ((state.path(model.files[0]), model.name.to_string()), model.data));
    let mut documents: Vec<_> = projects.collect();
    for (file, subject) in state.workspace.subjects() {
        let dockerfiles = match subject {
            Subject::Dockerfile(dockerfile) => vec![dockerfile],
            Subject::Compose(_, inline) => inline,
        };
        let named = dockerfiles.into_iter().enumerate();
        documents.extend(named.map(|(at, dockerfile)| ((state.path(file), at.to_string()), dockerfile.data())));
    }
    documents
}

struct Comparison<'a> {
    before: &'a State,
    after: &'a State,
    patch: &'a Patch<'a>,
    /// Of the files that change, by their old and their new numbers.
    old: HashMap<FileId, Grounds>,
    new: HashMap<FileId, Grounds>,
    /// An ARG or ENV is edited, so that the words of other instructions may mean something else.
    changes_variables: bool,
}

impl<'a> Comparison<'a> {
    fn new(before: &'a State, after: &'a State, patch: &'a Patch<'a>) -> Self {
        let (mut old, mut new) = (HashMap::new(), HashMap::new());
        for (file, _) in patch.files() {
            old.insert(file, Grounds::of(&before.workspace, file));
            if let Some(file) = after.file(before.path(file)) {
                new.insert(file, Grounds::of(&after.workspace, file));
            }
        }
        let mut comparison = Self {
            before,
            after,
            patch,
            old,
            new,
            changes_variables: false,
        };
        let mut went = comparison.old.values().flat_map(Grounds::variables);
        let mut came = comparison.new.values().flat_map(Grounds::variables);
        comparison.changes_variables =
            went.any(|span| patch.changes_at(*span, true)) || came.any(|span| comparison.was_written(*span));
        comparison
    }

    /// Whether two values are the same but for what the edits account for. Otherwise the path leads to
    /// the value that is not.
    fn is_same(&self, old: &Data, new: &Data, path: &mut Vec<String>) -> bool {
        match (&old.value, &new.value) {
            (DataValue::Map(before), DataValue::Map(after)) => {
                let value_in = |list: &[(String, Data)], key: &str| list.iter().position(|(name, _)| name == key);
                for (key, value) in before {
                    if key == VERDICT && value.as_str().is_some() {
                        continue;
                    }
                    path.push(key.clone());
                    let is_same = match value_in(after, key) {
                        Some(at) => self.is_same(value, &after[at].1, path),
                        None => self.went(value),
                    };
                    if !is_same {
                        return false;
                    }
                    path.pop();
                }
                let came = after.iter().filter(|(key, _)| value_in(before, key).is_none());
                for (key, value) in came {
                    if !self.came(value) {
                        path.push(key.clone());
                        return false;
                    }
                }
                true
            }
            (DataValue::List(before), DataValue::List(after)) => self.is_same_list(before, after, path),
            _ => old.known == new.known && old.value == new.value || self.went(old) || self.came(new),
        }
    }

    /// Items that are alike pair in their order; what is left must have been edited. If items only
    /// change places, one of them must have been.
    fn is_same_list(&self, old: &[Data], new: &[Data], path: &mut Vec<String>) -> bool {
        if old.len() == new.len() {
            let mut inside = path.clone();
            let mut pairs = old.iter().zip(new).enumerate();
            let all = pairs.all(|(at, (old, new))| {
                inside.truncate(path.len());
                inside.push(at.to_string());
                self.is_same(old, new, &mut inside)
            });
            if all {
                return true;
            }
            // What is a mapping stays in its place.
            if old.iter().all(|item| !item.entries().is_empty()) {
                *path = inside;
                return false;
            }
        }
        let mut left: Vec<&Data> = new.iter().collect();
        let mut gone: Vec<&Data> = Vec::new();
        for item in old {
            match left.iter().position(|other| is_alike(item, other)) {
                Some(at) => {
                    left.remove(at);
                }
                None => gone.push(item),
            }
        }
        match left.is_empty() && gone.is_empty() {
            true => new.iter().any(|item| self.came(item)) || old.iter().any(|item| self.went(item)),
            false => gone.iter().all(|item| self.went(item)) && left.iter().all(|item| self.came(item)),
        }
    }

    /// Whether a value was written at a place that is edited, or under a key or in an instruction that is.
    fn went(&self, old: &Data) -> bool {
        let place = old.origin;
        let mut around = self
            .old
            .get(&place.file)
            .into_iter()
            .flat_map(|grounds| grounds.around(place));
        let is_edited = |span| self.patch.changes_at(span, true);
        is_edited(place) || around.any(is_edited) || self.follows(self.before, place)
    }

    /// Whether a value is written at a place that was edited, or under a key or in an instruction that was.
    fn came(&self, new: &Data) -> bool {
        let place = new.origin;
        let mut around = self
            .new
            .get(&place.file)
            .into_iter()
            .flat_map(|grounds| grounds.around(place));
        let was_edited = |span| self.was_written(span);
        was_edited(place) || around.any(was_edited) || self.follows(self.after, place)
    }

    fn was_written(&self, place: Span) -> bool {
        let old = self.before.file(self.after.path(place.file));
        old.is_some_and(|file| self.patch.wrote_at(file, place.range(), true))
    }

    /// Whether a word has a variable, and one has been edited.
    fn follows(&self, state: &State, place: Span) -> bool {
        self.changes_variables && state.workspace.source(place.file).slice(place).contains('$')
    }
}

/// Whether two values are equal, wherever they were written.
fn is_alike(a: &Data, b: &Data) -> bool {
    a.known == b.known
        && match (&a.value, &b.value) {
            (DataValue::Map(a), DataValue::Map(b)) => {
                let pairs = a.iter().zip(b);
                a.len() == b.len()
                    && pairs
                        .into_iter()
                        .all(|((key, a), (other, b))| key == other && is_alike(a, b))
            }
            (DataValue::List(a), DataValue::List(b)) => {
                a.len() == b.len() && a.iter().zip(b).all(|(a, b)| is_alike(a, b))
            }
            (a, b) => a == b,
        }
}
