//! What the server knows of the client's work: its texts, its folders, what was found in them, and what
//! the client has been shown.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};

use lsp_types::Diagnostic;
use plimsoll_check::live::Live;
use plimsoll_lint::Registry;

use crate::client::Client;
use crate::convert::Convert;
use crate::diagnostics;
use crate::documents::Documents;
use crate::roots::Roots;
use crate::settings::{Settings, When};

/// All of it.
pub(crate) struct Session {
    pub(crate) client: Client,
    pub(crate) settings: Settings,
    pub(crate) registry: Registry,
    pub(crate) documents: Documents,
    pub(crate) roots: Roots,
    /// What was found in each file that has or had findings, or is open.
    pub(crate) found: BTreeMap<PathBuf, Found>,
    /// Where that was written since it was shown.
    pub(crate) fresh: BTreeSet<PathBuf>,
}

/// What was found in a file.
#[derive(Default)]
pub(crate) struct Found {
    pub(crate) diagnostics: Vec<Diagnostic>,
    /// The same for the same diagnostics.
    pub(crate) hash: u64,
    /// The first file of the group that has it, or one of the two below.
    group: String,
}

/// What is unused in a configuration, which is known once all groups are judged.
const UNUSED: &str = "";
/// What is wrong with a configuration, so that it does not hold.
const FAULTS: &str = "\0";

/// So many groups without an open text are judged at once, so that a key is answered soon.
const AT_ONCE: usize = 8;

impl Session {
    pub(crate) fn new(client: Client, settings: Settings, registry: Registry) -> Self {
        Self {
            client,
            settings,
            registry,
            documents: Documents::default(),
            roots: Roots::default(),
            found: BTreeMap::new(),
            fresh: BTreeSet::new(),
        }
    }

    /// A text was opened, or is another one now. On typing nothing is judged if the user wants so.
    pub(crate) fn text_changed(&mut self, path: &Path, is_saved: bool) {
        let index = self.roots.of(path);
        let root = self.roots.get(index);
        root.has_work = true;
        if self.settings.lint.run == When::OnSave && !is_saved {
            return;
        }
        let relative = root.relative(path);
        if let (Some(document), Some(relative), Some(live)) = (self.documents.get(path), relative, root.known()) {
            live.put(&relative, &document.text, document.is_dockerfile);
        }
    }

    /// A text was closed.
    pub(crate) fn text_closed(&mut self, path: &Path) {
        let Some(index) = self.roots.known(path) else { return };
        let root = self.roots.get(index);
        root.has_work = true;
        let relative = root.relative(path);
        if let (Some(relative), Some(live)) = (relative, root.known()) {
            live.take_back(&relative);
        }
        if let Some(folder) = self.roots.leave(path) {
            let is_left = |path: &Path, roots: &Roots| path.starts_with(&folder) && roots.known(path).is_none();
            let left: Vec<PathBuf> = self
                .found
                .keys()
                .filter(|path| is_left(path, &self.roots))
                .cloned()
                .collect();
            self.forget(|path| left.iter().any(|own| own == path));
        }
    }

    /// Forgets what was found in files, as far as it is about them.
    pub(crate) fn forget(&mut self, is_meant: impl Fn(&Path) -> bool) {
        for (path, found) in self.found.iter_mut().filter(|(path, _)| is_meant(path)) {
            *found = Found::default();
            self.fresh.insert(path.clone());
        }
    }

    /// Whether a file decides how others are judged.
    pub(crate) fn is_configuration(&mut self, path: &Path) -> bool {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
        let is_named = name.is_some_and(|name| {
            let decides = ["plimsoll.toml", "plimsoll-baseline.json", ".dockerignore"];
            decides.iter().any(|end| name.ends_with(end)) || name == ".gitignore"
        });
        let Some(index) = self.roots.known(path) else {
            return is_named;
        };
        let root = self.roots.get(index);
        let relative = root.relative(path);
        let reads = |live: &mut Live| {
            relative
                .as_deref()
                .is_some_and(|path| live.configuration_files().any(|own| own == path))
        };
        is_named || root.known().is_some_and(reads)
    }

    /// Has the groups with open texts judged, or that of one text; if there is nothing to do there, some of
    /// the others. Whether there is more to judge.
    pub(crate) fn judge(&mut self, index: usize, only: Option<&Path>) -> bool {
        let wanted = self.settings.wanted();
        let (documents, registry) = (&self.documents, &self.registry);
        let root = self.roots.get(index);
        // A client that watches tells of usual names only.
        root.look();
        let open: BTreeSet<String> = match only {
            Some(path) => root.relative(path).into_iter().collect(),
            None => documents.iter().filter_map(|(path, _)| root.relative(path)).collect(),
        };
        let folder = root.folder.clone();
        let mut news = News::default();
        let mut has_more = false;
        if self.settings.enable
            && let Some(live) = root.live(&wanted, registry, documents)
        {
            let judged = judge(live, &open, only.is_none());
            let mut convert = Convert::new(&folder, documents, self.client.encoding);
            for &index in &judged {
                let group = live.group(index);
                let found = group
                    .report()
                    .map(|report| diagnostics::of_report(report, &self.settings, &mut convert));
                news.add(&group.paths[0], found.unwrap_or_default());
            }
            has_more = live.groups().iter().any(|group| group.report().is_none());
            if !has_more {
                let configuration = live.configuration();
                news.add(
                    UNUSED,
                    diagnostics::of_report(&configuration, &self.settings, &mut convert),
                );
                news.groups = Some(live.groups().iter().map(|group| group.paths[0].clone()).collect());
            }
            if !has_more {
                root.stamp();
            }
        }
        news.add(FAULTS, diagnostics::of_faults(&root.faults));
        if only.is_none() {
            root.has_work = has_more;
        }
        self.take_over(index, &folder, news);
        has_more
    }

    /// Takes over what was found in a folder.
    fn take_over(&mut self, index: usize, folder: &Path, news: News) {
        let has_gone = |path: &Path, found: &Found| {
            let is_old = news
                .groups
                .as_ref()
                .is_some_and(|groups| !groups.contains(&found.group));
            let is_judged = news.judged.contains(&found.group);
            let relative = path.strip_prefix(folder).ok().and_then(Path::to_str);
            (is_old || is_judged) && relative.is_some_and(|path| !news.found.contains_key(path))
        };
        let gone = self
            .found
            .iter()
            .filter(|(path, found)| !found.diagnostics.is_empty() && has_gone(path, found));
        let gone: Vec<PathBuf> = gone.map(|(path, _)| path.clone()).collect();
        let gone = gone.into_iter().map(|path| (path, (String::new(), Vec::new())));
        let found = news.found.into_iter().map(|(path, found)| (folder.join(path), found));
        for (path, (group, diagnostics)) in gone.chain(found) {
            // What lies in a folder of its own is judged there.
            if self.roots.known(&path).is_none_or(|nearest| nearest == index) {
                let hash = hash(&diagnostics);
                self.fresh.insert(path.clone());
                self.found.insert(
                    path,
                    Found {
                        diagnostics,
                        hash,
                        group,
                    },
                );
            }
        }
    }
}

/// What was found just now.
#[derive(Default)]
struct News {
    /// By file, with the group that has it.
    found: BTreeMap<String, (String, Vec<Diagnostic>)>,
    /// The groups that were judged, by their first files.
    judged: BTreeSet<String>,
    /// All groups, if all are judged.
    groups: Option<HashSet<String>>,
}

impl News {
    fn add(&mut self, group: &str, found: BTreeMap<String, Vec<Diagnostic>>) {
        self.judged.insert(group.to_owned());
        for (path, diagnostics) in found {
            let known = self.found.entry(path).or_default();
            known.0 = group.to_owned();
            known.1.extend(diagnostics);
        }
    }
}

/// Judges the groups with open texts, or else some of the others if `may_more`. Gives all that were judged
/// since the last time: an answer may have needed one of them.
fn judge(live: &mut Live, open: &BTreeSet<String>, may_more: bool) -> Vec<usize> {
    let stale = |live: &mut Live, is_wanted: &dyn Fn(&[String]) -> bool| -> Vec<usize> {
        let groups = live.groups().iter().enumerate();
        let stale = groups.filter(|(_, group)| group.report().is_none() && is_wanted(&group.paths));
        stale.map(|(index, _)| index).collect()
    };
    let mut wanted = stale(live, &|paths| paths.iter().any(|path| open.contains(path)));
    if wanted.is_empty() && may_more {
        wanted = stale(live, &|_| true);
        wanted.truncate(AT_ONCE);
    }
    live.judge(&wanted);
    live.news()
}

fn hash(diagnostics: &[Diagnostic]) -> u64 {
    let mut hasher = DefaultHasher::new();
    serde_json::to_string(diagnostics).unwrap_or_default().hash(&mut hasher);
    hasher.finish()
}
