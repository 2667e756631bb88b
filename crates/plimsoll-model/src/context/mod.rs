//! Build contexts: the folder that a build takes its files from, what its ignore file leaves out, and
//! what becomes of each source of COPY and ADD in it.
//!
//! BuildKit v0.30, frontend/dockerui: `<Dockerfile>.dockerignore` beside the Dockerfile comes before the
//! `.dockerignore` at the top of the context.

mod find;
mod ignore_file;
mod pattern;
mod project_files;
mod requirements;
mod script;

use std::collections::HashMap;
use std::sync::Arc;

use plimsoll_syntax::Span;

use crate::files::Files;
use crate::secret::SecretFile;
use crate::sources::Reader;

pub(crate) use find::{Finder, NamedFolders};
pub use ignore_file::{Above, Fate, IgnoreFile};
pub use project_files::{DependencyFolder, Lockfile, LockfileState, Manifests, Requirements};
pub use requirements::OpenPackage;
pub use script::{ScriptFile, Shebang};

/// The contexts that a Dockerfile is built with.
#[derive(Clone, Debug, Default)]
pub struct Contexts {
    /// Those that are known: what services say, or else the one of the folders around the Dockerfile
    /// that has most of what is copied.
    pub known: Vec<BuildContext>,
    /// What is known of each source of COPY and ADD without variables, by its place.
    sources: HashMap<Span, Taken>,
    /// The manifests that a source of COPY and ADD brings, by its place.
    manifests: HashMap<Span, Manifests>,
    /// The file of requirements of pip that a source brings, by its place.
    requirements: HashMap<Span, Requirements>,
}

/// A folder that an image is built from.
#[derive(Clone, Debug)]
pub struct BuildContext {
    /// Its path; empty for the current folder.
    pub folder: String,
    /// The same as people read it, if that is something else.
    shown: Option<String>,
    pub ignore_file: Option<Arc<IgnoreFile>>,
    /// A service names it.
    pub is_stated: bool,
    /// What lies at its top, is kept by version control, enters the build, and should not be in an image;
    /// looked for where all of the context is copied.
    pub exposed: Vec<Exposed>,
    /// A file at its top says where Yarn installs, or that it installs no folder.
    pub has_yarn_settings: bool,
    /// Folders of dependencies at its top.
    pub dependency_folders: Vec<DependencyFolder>,
}

/// A file or folder that should not be in an image.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Exposed {
    pub name: String,
    pub kind: Exposure,
}

/// What a file or folder gives away.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Exposure {
    Secret(SecretFile),
    /// The history of the repository, with all that was ever in it.
    History,
}

/// What becomes of a source of COPY or ADD.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Taken {
    /// Something is at the path, or may be: version control keeps it out, as what a build makes.
    There,
    /// A line of an ignore file leaves it out, and nothing in it is taken in again.
    LeftOut(Span),
    /// Nothing is there, and version control would have kept it. For a pattern that is the folder whose
    /// files it is about.
    Missing,
    /// No file fits the pattern, which copies nothing.
    NoneFits,
}

impl Contexts {
    /// What becomes of a source, by its place; absent if its path is not known.
    pub fn taken(&self, source: Span) -> Option<&Taken> {
        self.sources.get(&source)
    }

    /// The manifests of package managers that a source surely brings, by its place.
    pub fn manifests(&self, source: Span) -> Option<&Manifests> {
        self.manifests.get(&source)
    }

    /// The file of requirements of pip that a source brings, by its place.
    pub fn requirements(&self, source: Span) -> Option<&Requirements> {
        self.requirements.get(&source)
    }
}

impl BuildContext {
    /// The context of a Dockerfile in a folder, with the ignore file that counts there.
    pub fn open(dockerfile: &str, folder: String, files: &Reader<'_>) -> Self {
        Finder::new(files).context(dockerfile, folder, false)
    }

    /// A folder with its ignore file. What lies in it is found out by whoever asks.
    fn new(folder: String, ignore_file: Option<Arc<IgnoreFile>>, is_stated: bool, files: &dyn Files) -> Self {
        Self {
            shown: files.shown(&folder),
            folder,
            ignore_file,
            is_stated,
            exposed: Vec::new(),
            has_yarn_settings: false,
            dependency_folders: Vec::new(),
        }
    }

    /// The folder as people should read it.
    pub fn shown(&self) -> &str {
        match self.shown.as_deref().unwrap_or(&self.folder) {
            "" => ".",
            folder => folder,
        }
    }

    /// Whether version control holds a folder of dependencies at its top.
    pub fn keeps_folder(&self, name: &str) -> bool {
        let mut folders = self.dependency_folders.iter();
        folders.any(|folder| folder.name == name && folder.is_kept)
    }

    /// The line of the ignore file that leaves a path out, and all of it if it is a folder. The path is
    /// relative to the top of the context, which is empty itself.
    pub fn leaves_out(&self, path: &str) -> Option<Span> {
        let file = self.ignore_file.as_ref()?;
        if path.is_empty() {
            return file.leaves_all_out();
        }
        file.leaves_out(path).filter(|_| !file.may_take_in(path))
    }
}
