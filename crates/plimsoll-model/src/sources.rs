//! The files of a run: the single table that numbers them, and the way to files that the run was
//! not given.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use plimsoll_syntax::{FileId, SourceFile};
use rayon::prelude::*;

use crate::base::path::{file_name, folder, join};
use crate::files::Files;

/// All files of a run. The owner is whoever runs the engine, and lends it. Files that the engine
/// does not know, such as a configuration, can thus carry findings too.
///
/// Numbers are assigned only here, from any thread. The reader of a file keeps its text alive; the
/// table does not.
pub struct Sources<'f> {
    files: Door<'f>,
    next: AtomicU32,
    table: Mutex<Table>,
}

/// The way to files on the disk.
enum Door<'f> {
    Lent(&'f dyn Files),
    Shared(Arc<dyn Files + Send + Sync>),
}

impl Door<'_> {
    fn get(&self) -> &dyn Files {
        match self {
            Self::Lent(files) => *files,
            Self::Shared(files) => &**files,
        }
    }
}

/// With fewer entries, nobody looks for those of files that are gone.
const MANY: usize = 1024;

#[derive(Default)]
struct Table {
    by_id: HashMap<FileId, Weak<SourceFile>>,
    /// With so many entries, those of files that nobody holds any more are dropped.
    most: usize,
    /// The files that the owner added, the newest version of each.
    added: BTreeMap<Box<str>, Arc<SourceFile>>,
}

impl<'f> Sources<'f> {
    /// No file yet. `files` answers for those that are asked for but were not added.
    pub fn new(files: &'f dyn Files) -> Self {
        Self::through(Door::Lent(files))
    }

    /// The same, for an owner that keeps the table.
    pub fn shared(files: Arc<dyn Files + Send + Sync>) -> Sources<'static> {
        Sources::through(Door::Shared(files))
    }

    fn through(files: Door<'f>) -> Self {
        Self {
            files,
            next: AtomicU32::new(0),
            table: Mutex::default(),
        }
    }

    /// The same table, with numbers behind those that another has given so far: what was read through
    /// either can be told apart.
    pub fn after(mut self, other: &Sources<'_>) -> Self {
        self.next = AtomicU32::new(other.next.load(Ordering::Relaxed));
        self
    }

    /// Adds a file. From now on this is the file at its path, whatever is on the disk. A path that
    /// is added again is another version of the file, with a number of its own: spans of the older
    /// one stay valid as long as somebody holds it.
    pub fn add(&self, path: &str, bytes: Vec<u8>) -> Arc<SourceFile> {
        let source = self.number(path, bytes);
        self.table().added.insert(source.path().into(), Arc::clone(&source));
        source
    }

    /// Takes back a file that was added: what is on the disk counts again.
    pub fn take_back(&self, path: &str) {
        self.table().added.remove(join("", path).as_str());
    }

    /// The file with a number, if anybody still holds it.
    pub fn get(&self, id: FileId) -> Option<Arc<SourceFile>> {
        self.table().by_id.get(&id)?.upgrade()
    }

    /// A reader that remembers what was asked.
    pub fn reader(&self) -> Reader<'_> {
        Reader {
            sources: self,
            own: Mutex::default(),
            asked: Mutex::default(),
        }
    }

    fn number(&self, path: &str, bytes: Vec<u8>) -> Arc<SourceFile> {
        let identity = join("", path);
        let shown = self.files.get().shown(path).unwrap_or_else(|| path.to_owned());
        let id = FileId(self.next.fetch_add(1, Ordering::Relaxed));
        let source = Arc::new(SourceFile::new(id, identity, bytes).shown_as(shown));
        let mut table = self.table();
        if table.by_id.len() >= table.most.max(MANY) {
            table.by_id.retain(|_, source| source.strong_count() > 0);
            table.most = 2 * table.by_id.len();
        }
        table.by_id.insert(id, Arc::downgrade(&source));
        drop(table);
        source
    }

    fn added(&self, path: &str) -> Option<Arc<SourceFile>> {
        self.table().added.get(path).cloned()
    }

    /// The names of files that were added to a folder.
    fn added_in(&self, place: &str) -> Vec<String> {
        let table = self.table();
        let inside = table.added.keys().filter(|path| folder(path) == place);
        inside.map(|path| file_name(path).to_owned()).collect()
    }

    fn table(&self) -> MutexGuard<'_, Table> {
        held(&self.table)
    }
}

/// The questions to [`Files`]: a result stays valid as long as their answers do. An answer of
/// "there is none" counts too, since a file may be added.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Asked {
    /// The paths that were read, or would have been.
    pub files: BTreeSet<String>,
    /// The folders whose names were listed.
    pub folders: BTreeSet<String>,
}

/// Access to files for one piece of work, which remembers its questions. What it sees does not
/// depend on what others read at the same time.
pub struct Reader<'s> {
    sources: &'s Sources<'s>,
    own: Mutex<HashMap<Box<str>, Arc<SourceFile>>>,
    asked: Mutex<Asked>,
}

impl Reader<'_> {
    /// Adds a file of this piece of work.
    pub fn add(&self, path: &str, bytes: Vec<u8>) -> Arc<SourceFile> {
        let source = self.sources.number(path, bytes);
        held(&self.own).insert(source.path().into(), Arc::clone(&source));
        source
    }

    /// The files at normal paths, if they exist, in the order of the paths. Those that were not
    /// read yet are read in parallel; their numbers follow the order of the paths.
    pub fn load(&self, paths: Vec<String>) -> Vec<Arc<SourceFile>> {
        let read = paths.into_par_iter().map(|path| match self.known(&path) {
            Some(source) => Some(Ok(source)),
            None => self.read(&path).map(|bytes| Err((path, bytes))),
        });
        let read: Vec<_> = read.collect();
        let number = |read: Result<_, (String, Vec<u8>)>| read.unwrap_or_else(|(path, bytes)| self.add(&path, bytes));
        read.into_iter().flatten().map(number).collect()
    }

    /// What was asked so far.
    pub fn into_asked(self) -> Asked {
        self.asked.into_inner().unwrap_or_else(PoisonError::into_inner)
    }

    fn known(&self, path: &str) -> Option<Arc<SourceFile>> {
        let own = held(&self.own).get(path).cloned();
        own.or_else(|| self.sources.added(path))
    }
}

impl Files for Reader<'_> {
    fn read(&self, path: &str) -> Option<Vec<u8>> {
        held(&self.asked).files.insert(path.to_owned());
        match self.sources.added(path) {
            Some(source) => Some(source.bytes().to_owned()),
            None => self.sources.files.get().read(path),
        }
    }

    fn names(&self, folder: &str) -> Vec<String> {
        held(&self.asked).folders.insert(folder.to_owned());
        let mut names = self.sources.files.get().names(folder);
        let mut unsaved = self.sources.added_in(folder);
        unsaved.retain(|name| !names.contains(name));
        names.extend(unsaved);
        names
    }

    fn is_missing(&self, path: &str) -> bool {
        held(&self.asked).files.insert(path.to_owned());
        self.sources.added(path).is_none() && self.sources.files.get().is_missing(path)
    }

    fn has(&self, path: &str) -> bool {
        held(&self.asked).files.insert(path.to_owned());
        self.sources.added(path).is_some() || self.sources.files.get().has(path)
    }

    fn is_executable(&self, path: &str) -> Option<bool> {
        held(&self.asked).files.insert(path.to_owned());
        self.sources.files.get().is_executable(path)
    }

    fn shown(&self, path: &str) -> Option<String> {
        self.sources.files.get().shown(path)
    }

    fn is_outside(&self, path: &str) -> bool {
        self.sources.files.get().is_outside(path)
    }

    fn is_ignored(&self, path: &str) -> Option<bool> {
        let folders = std::iter::successors(Some(folder(path)), |&place| {
            (!matches!(place, "" | "/")).then(|| folder(place))
        });
        held(&self.asked)
            .files
            .extend(folders.map(|place| join(place, ".gitignore")));
        self.sources.files.get().is_ignored(path)
    }
}

/// A panic elsewhere leaves nothing here half done.
fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::NoFiles;
    use crate::files::testing::Texts;

    const ONE: Texts<'_> = Texts(&[("app/Dockerfile", "FROM a\n")]);

    #[test]
    fn what_a_file_is_and_how_it_is_shown_are_two_things() {
        let sources = Sources::new(&NoFiles);
        let file = sources.add("a/../b/Dockerfile", Vec::new());
        assert_eq!((file.path(), file.shown()), ("b/Dockerfile", "a/../b/Dockerfile"));
        let loaded = sources.reader().load(vec!["b/Dockerfile".to_owned()]);
        assert_eq!(loaded[0].id(), file.id());
    }

    #[test]
    fn what_was_added_lies_over_what_is_on_the_disk() {
        let sources = Sources::new(&ONE);
        let load = || sources.reader().load(vec!["app/Dockerfile".to_owned()]).remove(0);
        assert_eq!(load().text(), "FROM a\n");
        let unsaved = sources.add("app/Dockerfile", b"FROM b\n".to_vec());
        assert_eq!(load().id(), unsaved.id());
        let later = sources.add("app/Dockerfile", b"FROM c\n".to_vec());
        assert_eq!(load().id(), later.id());
        sources.add("app/compose.yaml", Vec::new());
        assert_eq!(sources.reader().names("app"), ["Dockerfile", "compose.yaml"]);
        let older = sources.get(unsaved.id());
        assert_eq!(older.as_ref().map(|older| older.text()), Some("FROM b\n"));
        sources.take_back("./app/Dockerfile");
        assert_eq!(load().text(), "FROM a\n");
    }

    #[test]
    fn the_table_does_not_grow_with_versions_that_are_gone() {
        let sources = Sources::shared(Arc::new(NoFiles));
        for _ in 0..10 * MANY {
            sources.add("Dockerfile", Vec::new());
        }
        assert!(sources.table().by_id.len() <= MANY);
    }

    #[test]
    fn no_text_outlives_what_it_is_read_for() {
        let sources = Sources::new(&ONE);
        let loaded = sources.reader().load(vec!["app/Dockerfile".to_owned()]);
        let id = loaded[0].id();
        assert!(sources.get(id).is_some());
        drop(loaded);
        assert!(sources.get(id).is_none());
    }

    #[test]
    fn readers_remember_what_they_were_asked() {
        let sources = Sources::new(&ONE);
        let reader = sources.reader();
        let paths = ["app/Dockerfile", "app/none"].map(str::to_owned);
        assert_eq!(reader.load(paths.to_vec()).len(), 1);
        assert_eq!(reader.names("app"), ["Dockerfile"]);
        let asked = Asked {
            files: BTreeSet::from(paths),
            folders: BTreeSet::from(["app".to_owned()]),
        };
        assert_eq!(reader.into_asked(), asked);
    }
}
