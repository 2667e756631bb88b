//! What the server knows of the client's work: its texts, its folders, what was found in them, and what
//! the client has been shown.

use std::collections::{BTreeMap, BTreeSet};
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
}

/// What was found in a file.
#[derive(Default)]
pub(crate) struct Found {
    pub(crate) diagnostics: Vec<Diagnostic>,
    /// The same for the same diagnostics.
    pub(crate) hash: u64,
}

impl Session {
    pub(crate) fn new(client: Client, settings: Settings, registry: Registry) -> Self {
        Self {
            client,
            settings,
            registry,
            documents: Documents::default(),
            roots: Roots::default(),
            found: BTreeMap::new(),
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
    }

    /// Whether a file decides how others are judged.
    pub(crate) fn is_configuration(&mut self, path: &Path) -> bool {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
        let is_named = name.is_some_and(|name| name.ends_with("plimsoll.toml") || name == ".gitignore");
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

    /// Has the groups with open texts judged, and the others too if `all`. Whether there is more to judge.
    pub(crate) fn judge(&mut self, index: usize, only: Option<&Path>) -> bool {
        let wanted = self.settings.wanted();
        let (documents, registry) = (&self.documents, &self.registry);
        let root = self.roots.get(index);
        root.look();
        let open: BTreeSet<String> = match only {
            Some(path) => root.relative(path).into_iter().collect(),
            None => documents.iter().filter_map(|(path, _)| root.relative(path)).collect(),
        };
        let folder = root.folder.clone();
        let mut convert = Convert::new(&folder, documents, self.client.encoding);
        let mut found: BTreeMap<String, Vec<Diagnostic>> = BTreeMap::new();
        let mut has_more = false;
        if self.settings.enable
            && let Some(live) = root.live(&wanted, registry, documents)
        {
            live.groups();
            let judged = judge(live, &open, only.is_none());
            has_more = live.groups().iter().any(|group| group.report().is_none());
            for &group in &judged {
                if let Some(report) = live.groups()[group].report() {
                    found.extend(diagnostics::of_report(report, &self.settings, &mut convert));
                }
            }
            if !has_more {
                let gone = gone(live, &folder, &self.found);
                found.extend(gone.into_iter().map(|path| (path, Vec::new())));
                let configuration = live.configuration();
                found.extend(diagnostics::of_report(&configuration, &self.settings, &mut convert));
            }
            if !has_more && !judged.is_empty() {
                root.stamp();
            }
        }
        for (path, faults) in diagnostics::of_faults(&root.faults) {
            found.entry(path).or_default().extend(faults);
        }
        if only.is_none() {
            root.has_work = has_more;
        }
        for (path, diagnostics) in found {
            let path = folder.join(path);
            // What lies in a folder of its own is judged there.
            if self.roots.known(&path).is_none_or(|nearest| nearest == index) {
                let hash = hash(&diagnostics);
                self.found.insert(path, Found { diagnostics, hash });
            }
        }
        has_more
    }
}

/// Judges the groups with open texts, or else one of the others if `may_more`. Gives those that were.
fn judge(live: &mut Live, open: &BTreeSet<String>, may_more: bool) -> Vec<usize> {
    let stale = |live: &mut Live, is_wanted: &dyn Fn(&[String]) -> bool| -> Vec<usize> {
        let groups = live.groups().iter().enumerate();
        let stale = groups.filter(|(_, group)| group.report().is_none() && is_wanted(&group.paths));
        stale.map(|(index, _)| index).collect()
    };
    let mut wanted = stale(live, &|paths| paths.iter().any(|path| open.contains(path)));
    if wanted.is_empty() && may_more {
        wanted = stale(live, &|_| true);
        wanted.truncate(1);
    }
    wanted.iter().for_each(|&index| live.judge(index));
    wanted
}

/// The files with findings that no longer belong to anything.
fn gone(live: &mut Live, folder: &Path, found: &BTreeMap<PathBuf, Found>) -> Vec<String> {
    let mut here: BTreeSet<String> = BTreeSet::new();
    for group in live.groups() {
        let Some(report) = group.report() else {
            return Vec::new();
        };
        here.extend(group.paths.iter().cloned());
        let findings = report.findings.iter();
        here.extend(findings.map(|finding| report.source(finding.span.file).path().to_owned()));
    }
    let had = found.iter().filter(|(_, found)| !found.diagnostics.is_empty());
    let had = had.filter_map(|(path, _)| path.strip_prefix(folder).ok()?.to_str());
    had.filter(|path| !here.contains(*path)).map(str::to_owned).collect()
}

fn hash(diagnostics: &[Diagnostic]) -> u64 {
    let mut hasher = DefaultHasher::new();
    serde_json::to_string(diagnostics).unwrap_or_default().hash(&mut hasher);
    hasher.finish()
}
