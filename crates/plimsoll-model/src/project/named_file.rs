//! The files that `include` and `extends` name, and which files name them.

use std::collections::{HashMap, HashSet};

use crate::base::path::{file_name, folder, join};
use crate::compose::Compose;
use crate::environment::{by_path, is_plain_compose};
use crate::files::FileKind;

/// At most this many files are read because others name them. A project of 1,000 is no longer one.
pub(crate) const MOST_FILES: usize = 2_000;

/// The Compose files of a run by their paths, and which of them name which.
#[derive(Default)]
pub(crate) struct References {
    by_path: HashMap<String, usize>,
}

impl References {
    pub(crate) fn insert(&mut self, path: &str, compose: usize) {
        self.by_path.entry(join("", path)).or_insert(compose);
    }

    /// The file at a normal path.
    pub(crate) fn get(&self, path: &str) -> Option<usize> {
        self.by_path.get(path).copied()
    }

    /// Which files exist only for others: those that are included, and those that are extended and
    /// do not have the name of a base or an environment. `roots` are asked in their order, so that
    /// of files that include each other the first one stands alone.
    pub(crate) fn absorbed(&self, composes: &[Compose], roots: usize) -> HashSet<usize> {
        let mut absorbed = HashSet::new();
        for root in 0..roots {
            if absorbed.contains(&root) {
                continue;
            }
            let mut reached = HashSet::from([root]);
            let mut open = vec![root];
            while let Some(compose) = open.pop() {
                for (path, is_include) in named(&composes[compose]) {
                    let Some(target) = self.get(&path) else { continue };
                    let stays = !is_include && is_started(&path);
                    if reached.insert(target) {
                        open.push(target);
                        if !stays {
                            absorbed.insert(target);
                        }
                    }
                }
            }
        }
        absorbed
    }
}

impl References {
    /// Files, and those that they include.
    pub(crate) fn reached(&self, composes: &[Compose], files: Vec<usize>) -> HashSet<usize> {
        let mut open = files;
        let mut reached: HashSet<usize> = open.iter().copied().collect();
        while let Some(compose) = open.pop() {
            let targets = named(&composes[compose]).into_iter();
            for target in targets.filter_map(|(path, _)| self.get(&path)) {
                if reached.insert(target) {
                    open.push(target);
                }
            }
        }
        reached
    }
}

/// Whether the name of a file says that people start it, whoever else extends one of its services.
fn is_started(path: &str) -> bool {
    let name = file_name(path);
    is_plain_compose(name) || by_path(name, FileKind::Compose).is_some()
}

/// The normal paths of the files that a file names, and whether it includes them.
pub(crate) fn named(compose: &Compose) -> Vec<(String, bool)> {
    let folder = folder(compose.yaml.source.path());
    let included = compose.include.iter().flat_map(|field| &field.value);
    let included = included.filter_map(|path| Some((path.likely()?, true)));
    let extends = compose.services.iter().filter_map(|service| service.extends.as_ref());
    let extended = extends.filter_map(|extends| Some((extends.value.file.as_ref()?.likely()?, false)));
    let named = included.chain(extended);
    let mut paths: Vec<(String, bool)> = named.map(|(path, include)| (join(folder, path), include)).collect();
    paths.sort();
    paths.dedup();
    paths
}

/// Whether a file has to be merged even though no other file adds to it: it includes others, one of
/// its services extends another, or it has several documents.
pub(crate) fn needs_merge(compose: &Compose) -> bool {
    compose.include.is_some()
        || compose.services.iter().any(|service| service.extends.is_some())
        || compose.yaml.documents().count() > 1
}
