//! The folders that are judged: those of the workspace, and for a file outside them the project around
//! it. Each keeps what was read and found, and is the current folder while it is worked on, so that paths
//! mean what they mean to a run in it.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use plimsoll_check::disk::{self, Stamps};
use plimsoll_check::judging::Unready;
use plimsoll_check::live::{Live, Wanted};
use plimsoll_check::told::Told;
use plimsoll_lint::Registry;
use plimsoll_lint::policy::Layer;

use crate::documents::Documents;

/// Changes on the disk that nobody tells of are looked for this often.
const EVERY: Duration = Duration::from_secs(2);

/// What marks the top of a project.
const MARKS: [&str; 8] = [
    "plimsoll.toml",
    ".plimsoll.toml",
    ".git",
    "compose.yaml",
    "compose.yml",
    "docker-compose.yaml",
    "docker-compose.yml",
    "docker-bake.hcl",
];

/// All folders.
#[derive(Default)]
pub(crate) struct Roots(Vec<Root>);

/// One folder.
pub(crate) struct Root {
    pub(crate) folder: PathBuf,
    /// The files that are open, if the folder as a whole is nobody's wish.
    alone: Option<BTreeSet<PathBuf>>,
    live: Option<Live>,
    /// What is wrong with the configuration.
    pub(crate) faults: Vec<Told>,
    /// What is wrong with the settings of the editor, which then do not choose rules.
    pub(crate) refused: Vec<Told>,
    /// What was read is no longer what is there.
    is_stale: bool,
    /// Something in it has to be judged or shown.
    pub(crate) has_work: bool,
    /// What the disk looked like, once all was read.
    stamps: Option<Stamps>,
    looked: Instant,
}

impl Roots {
    /// Takes a folder of the workspace in.
    pub(crate) fn add(&mut self, folder: PathBuf) {
        let known = self.0.iter().position(|root| root.folder == folder);
        let root = Root::new(folder, None);
        match known {
            Some(index) => self.0[index] = root,
            None => self.0.push(root),
        }
        // What lies in it is no longer alone.
        self.renew();
    }

    /// Lets a folder go.
    pub(crate) fn remove(&mut self, folder: &Path) {
        self.0.retain(|root| root.folder != folder);
        self.renew();
    }

    /// Reads everything again.
    pub(crate) fn renew(&mut self) {
        self.0.iter_mut().for_each(Root::renew);
    }

    /// The folder that a file belongs to, which is the nearest above it; made for a file in none.
    pub(crate) fn of(&mut self, path: &Path) -> usize {
        if let Some(index) = self.known(path) {
            return index;
        }
        let parent = path.parent().unwrap_or(path);
        let is_top = |folder: &&Path| MARKS.iter().any(|mark| disk::exists(&folder.join(mark)));
        let folder = parent.ancestors().find(is_top).unwrap_or(parent).to_owned();
        let index = self
            .0
            .iter()
            .position(|root| root.alone.is_some() && root.folder == folder);
        let index = index.unwrap_or_else(|| {
            self.0.push(Root::new(folder, Some(BTreeSet::new())));
            self.0.len() - 1
        });
        let root = &mut self.0[index];
        if let (Some(relative), Some(alone)) = (root.relative(path).map(PathBuf::from), &mut root.alone)
            && alone.insert(relative)
        {
            root.renew();
        }
        index
    }

    /// A file outside the folders was closed. Gives the folder that was made for it, which goes with the
    /// last of its files.
    pub(crate) fn leave(&mut self, path: &Path) -> Option<PathBuf> {
        let index = self.known(path)?;
        let root = &mut self.0[index];
        let relative = root.relative(path).map(PathBuf::from)?;
        let alone = root.alone.as_mut()?;
        alone.remove(&relative);
        let is_last = alone.is_empty();
        let folder = root.folder.clone();
        match is_last {
            true => drop(self.0.remove(index)),
            false => root.renew(),
        }
        Some(folder)
    }

    /// The folder of a file, if there is one already.
    pub(crate) fn known(&self, path: &Path) -> Option<usize> {
        let holds = |root: &&(usize, &Root)| match &root.1.alone {
            Some(alone) => alone.iter().any(|own| root.1.folder.join(own) == path),
            None => path.starts_with(&root.1.folder),
        };
        let roots: Vec<(usize, &Root)> = self.0.iter().enumerate().collect();
        let nearest = roots.iter().filter(holds);
        nearest
            .max_by_key(|(_, root)| (root.alone.is_none(), root.folder.components().count()))
            .map(|(index, _)| *index)
    }

    pub(crate) fn get(&mut self, index: usize) -> &mut Root {
        &mut self.0[index]
    }

    pub(crate) fn count(&self) -> usize {
        self.0.len()
    }
}

impl Root {
    fn new(folder: PathBuf, alone: Option<BTreeSet<PathBuf>>) -> Self {
        Self {
            folder,
            alone,
            live: None,
            faults: Vec::new(),
            refused: Vec::new(),
            is_stale: true,
            has_work: true,
            stamps: None,
            looked: Instant::now(),
        }
    }

    /// Reads everything again when it is needed next.
    pub(crate) fn renew(&mut self) {
        self.is_stale = true;
        self.has_work = true;
        self.stamps = None;
    }

    /// Reads again if the disk has changed, which is looked for now and then.
    pub(crate) fn look(&mut self) {
        if self.looked.elapsed() < EVERY || disk::enter(&self.folder).is_err() {
            return;
        }
        let Some(live) = &self.live else { return };
        match &self.stamps {
            Some(stamps) if !stamps.still_hold() => self.renew(),
            // More may have been read since.
            _ => self.stamps = Some(live.stamps()),
        }
        self.looked = Instant::now();
    }

    /// Remembers what the disk looks like, unless that is known.
    pub(crate) fn stamp(&mut self) {
        if let (None, Some(live)) = (&self.stamps, &self.live) {
            self.stamps = Some(live.stamps());
            self.looked = Instant::now();
        }
    }

    /// What was read, as it is now. If something is wrong with the configuration, what was read before
    /// that stays; none if there never was anything.
    pub(crate) fn live(&mut self, wanted: &Wanted, registry: &Registry, documents: &Documents) -> Option<&mut Live> {
        disk::enter(&self.folder).ok()?;
        if std::mem::take(&mut self.is_stale) {
            // `-` alone would be standard input.
            let paths = self.alone.iter().flatten();
            let paths = paths.map(|path| Path::new(".").join(path)).collect();
            let wanted = Wanted {
                paths,
                ..wanted.clone()
            };
            let (refused, read) = read(wanted, registry);
            self.refused = refused;
            match read {
                Ok(mut live) => {
                    self.faults.clear();
                    for (path, document) in documents.iter() {
                        if let Some(relative) = self.relative(path) {
                            live.put(&relative, &document.text, document.is_dockerfile);
                        }
                    }
                    self.live = Some(live);
                }
                Err(unready) => self.faults = unready.faults,
            }
        }
        self.live.as_mut()
    }

    /// What was read, if anything was.
    pub(crate) fn known(&mut self) -> Option<&mut Live> {
        self.live.as_mut()
    }

    /// The path of a file from here, as the engine writes it; none outside.
    pub(crate) fn relative(&self, path: &Path) -> Option<String> {
        path.strip_prefix(&self.folder).ok().map(disk::identity)
    }
}

/// Reads a folder. Settings of the editor that mean nothing are told and left out, so that the rest is
/// judged.
fn read(wanted: Wanted, registry: &Registry) -> (Vec<Told>, Result<Live, Unready>) {
    match Live::new(&wanted, registry) {
        Err(unready) if unready.faults.iter().any(Told::is_of_argument) => {
            let refused: Vec<Told> = unready.faults.into_iter().filter(Told::is_of_argument).collect();
            let words: Option<Vec<&str>> = refused.iter().map(Told::word).collect();
            let layer = words.map_or_else(Layer::default, |words| wanted.layer.clone().without_words(&words));
            (refused, Live::new(&Wanted { layer, ..wanted }, registry))
        }
        read => (Vec::new(), read),
    }
}
