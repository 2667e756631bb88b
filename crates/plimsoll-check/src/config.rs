//! Which configuration holds for which file: the nearest one above it, up to the root of the
//! repository. Nothing of the machine or of its user counts.

mod files;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use plimsoll_config::{Configuration, FailOn, Fault, NAMES};
use plimsoll_lint::policy::{Anchor, Layer, Origin, Reach, Written};
use plimsoll_lint::{Level, Registry, Report};
use plimsoll_model::base::Date;
use plimsoll_model::base::path::{folder, join};
use plimsoll_model::files::{FileKind, Files, Input};
use plimsoll_model::image::OwnImage;
use plimsoll_model::sources::Sources;
use plimsoll_policy::Policy;
use plimsoll_syntax::{FileId, SourceFile, nearest};

pub use self::files::NamedFiles;
use self::files::Patterns;
use crate::disk::{self, Project};
use crate::pack;
use crate::rego;
use crate::told::Told;

/// The formats of reports that a configuration may name.
pub const FORMATS: [&str; 20] = [
    "full",
    "concise",
    "json",
    "jsonl",
    "sarif",
    "github",
    "gitlab",
    "gitlab-sast",
    "junit",
    "checkstyle",
    "rdjson",
    "rdjsonl",
    "gnu",
    "hadolint",
    "hadolint-json",
    "codeclimate",
    "azure",
    "teamcity",
    "markdown",
    "html",
];

/// The configuration of a run.
#[derive(Default)]
pub struct Loaded {
    /// In the order in which they apply.
    pub layers: Vec<Layer>,
    /// What makes the files of each configuration fail, by the folders that it holds in.
    fail_on: Vec<(Reach, Option<FailOn>)>,
    pub show: Option<Level>,
    /// Whether unsafe fixes are made without asking for them.
    pub unsafe_fixes: Option<bool>,
    pub date: Option<Date>,
    /// How the report is written, one of [`FORMATS`].
    pub format: Option<String>,
    /// The baseline that holds, if its file is there.
    pub baseline: Option<Written<String>>,
    /// What is wrong, each with the name of its file and its place.
    pub faults: Vec<Told>,
    /// The texts of the files, by their numbers, for faults that the policy finds.
    pub sources: BTreeMap<FileId, Arc<SourceFile>>,
    /// Rules of the organisation's own.
    pub policies: Vec<Policy>,
    /// Those of them that are in Rego.
    pub rego: rego::Loaded,
    /// Whether files with tests of policies are read too.
    with_tests: bool,
    /// Whether policies in Rego are left out.
    without_rego: bool,
    /// What is left out, and what is looked at beside the usual names.
    pub named: NamedFiles,
    /// What the configurations say of images, the nearest last.
    pub images: Vec<OwnImage>,
    /// Which files hold where.
    chains: Vec<Chain>,
    /// The files that the repository cannot weaken.
    pub enforced_files: Vec<FileId>,
}

/// A configuration file, and those that it builds on.
pub struct Chain {
    pub path: String,
    pub anchor: Anchor,
    reach: Reach,
    /// The base first.
    pub files: Vec<FileId>,
}

/// What the command line says about configuration files.
#[derive(Default)]
pub struct Choice<'a> {
    /// Exactly this file, and settings as TOML.
    pub files: &'a [PathBuf],
    /// None at all.
    pub isolated: bool,
    /// A file that the repository cannot weaken.
    pub enforced: Option<&'a PathBuf>,
    /// Files with tests of policies are read too.
    pub with_tests: bool,
    /// Policies in Rego are left out, for a place that nobody trusts.
    pub without_rego: bool,
    /// This text, and nothing of the disk; nor is the clock asked.
    pub only: Option<&'a str>,
}

impl Loaded {
    /// Finds and reads the configurations of the inputs.
    pub fn of(inputs: &[Input], choice: &Choice<'_>, project: &Project, sources: &Sources<'_>) -> Self {
        let mut loaded = Self {
            with_tests: choice.with_tests,
            without_rego: choice.without_rego,
            ..Self::default()
        };
        if let Some(text) = choice.only {
            loaded.add_text(text, project, sources);
            return loaded;
        }
        if !choice.isolated {
            loaded = loaded.with_those_of(inputs, choice, project, sources);
        }
        for setting in choice.files.iter().filter_map(|word| inline(word)) {
            loaded.add_inline(setting, sources);
        }
        if let Some(file) = choice.enforced {
            loaded.enforce(file, project, sources);
        }
        loaded.expect_variants(project);
        loaded
    }

    /// Adds a configuration that lies nowhere.
    fn add_text(&mut self, text: &str, project: &Project, sources: &Sources<'_>) {
        let path = NAMES[0];
        let source = sources.add(path, text.as_bytes().to_vec());
        let (mut stack, mut bases) = (Vec::new(), Vec::new());
        let configuration = self.read_source(&source, project, sources, &mut stack, &mut bases);
        self.add(&Anchor::default(), path, &configuration, &bases, None);
    }

    /// Adds a setting of the command line over all files.
    fn add_inline(&mut self, text: &str, sources: &Sources<'_>) {
        let name = format!("--config {text}");
        let source = sources.add(&name, text.as_bytes().to_vec());
        let (configuration, faults) = plimsoll_config::read(&source);
        self.faults.extend(faults.iter().map(|fault| Told::new(fault, &source)));
        self.sources.insert(source.id(), source);
        let everywhere = self.layers.iter().any(|layer| layer.reach.is_some());
        let everywhere = everywhere.then(Reach::default);
        self.add_layers(&here(), &name, &configuration, &[], everywhere.as_ref());
        // It holds over what the files say.
        if configuration.fail_on.is_some() {
            self.fail_on.insert(0, (Reach::default(), configuration.fail_on));
        }
        if configuration.force_exclude {
            self.named.force_excludes();
        }
        self.show = configuration.show.or(self.show);
        self.unsafe_fixes = configuration.unsafe_fixes.or(self.unsafe_fixes);
        self.date = configuration.date.or(self.date);
        self.format = self.format_of(&configuration).or(self.format.take());
        self.baseline = configuration.baseline.or(self.baseline.take());
    }

    /// Adds the file that the repository cannot weaken.
    fn enforce(&mut self, file: &Path, project: &Project, sources: &Sources<'_>) {
        let path = disk::identity(file);
        let Some((configuration, bases)) = self.chain(&path, project, sources) else {
            self.faults.push(Told::of_file(&path, UNREADABLE));
            return;
        };
        let enforcement = configuration.exceptions_policy.clone().unwrap_or_default();
        self.enforced_files = files_of(&configuration, &bases);
        self.hold_if_first(&configuration, &path);
        self.fail_on.push((Reach::default(), configuration.fail_on));
        let first = self.layers.len();
        self.add_layers(&here(), &path, &configuration, &bases, None);
        for layer in &mut self.layers[first..] {
            layer.enforced = Some(enforcement.clone());
        }
    }

    fn with_those_of(self, inputs: &[Input], choice: &Choice<'_>, project: &Project, sources: &Sources<'_>) -> Self {
        let mut loaded = self;
        let mut files = choice.files.iter().filter(|word| inline(word).is_none());
        if let Some(file) = files.next() {
            if let Some(other) = files.next() {
                let message = "a run takes one configuration; name the others in its `extends`";
                loaded.faults.push(Told::of_file(&disk::identity(other), message));
            }
            let path = disk::identity(file);
            // A named file holds for everything, and its patterns are relative to the current folder.
            match loaded.chain(&path, project, sources) {
                Some((configuration, bases)) => loaded.add(&here(), &path, &configuration, &bases, None),
                None => loaded.faults.push(Told::of_file(&path, UNREADABLE)),
            }
            return loaded;
        }
        let mut search = Search {
            project,
            known: HashMap::new(),
        };
        // By folder: several ways may lead to one configuration.
        let mut found: BTreeMap<String, (Anchor, String)> = BTreeMap::new();
        let mut has_none = inputs.is_empty();
        for input in inputs {
            match search.above(folder(&input.path)) {
                Some((anchor, path)) => {
                    found.insert(anchor.folder.clone(), (anchor, path));
                }
                None => has_none = true,
            }
        }
        let folders: BTreeSet<String> = found.keys().cloned().collect();
        let is_one = folders.len() == 1 && !has_none;
        for (below, (anchor, path)) in found {
            let inner = folders
                .iter()
                .filter(|other| **other != below && other.starts_with(&below));
            let reach = Reach {
                not_below: inner.cloned().collect(),
                below,
                anew: true,
            };
            match loaded.chain(&path, project, sources) {
                Some((configuration, bases)) => {
                    loaded.add(&anchor, &path, &configuration, &bases, (!is_one).then_some(reach));
                }
                None => loaded.faults.push(Told::of_file(&path, UNREADABLE)),
            }
        }
        loaded
    }

    /// Whether the configurations of some folders may lead to files beside those that are found by their
    /// names, as a look at their words tells.
    pub fn may_name_files(folders: &[String], choice: &Choice<'_>, project: &Project) -> bool {
        let says_so = |text: &[u8]| {
            let text = String::from_utf8_lossy(text);
            ["include", "variants", "extends"].iter().any(|key| text.contains(key))
        };
        let file_says_so = |path: &Path| disk::read(path).is_ok_and(|text| says_so(&text));
        if choice.isolated || choice.only.is_some() {
            return false;
        }
        if choice.files.iter().any(|word| match inline(word) {
            Some(text) => says_so(text.as_bytes()),
            None => file_says_so(word),
        }) {
            return true;
        }
        let mut search = Search {
            project,
            known: HashMap::new(),
        };
        let found = folders.iter().filter_map(|folder| search.above(folder));
        let found: BTreeSet<String> = found.map(|(_, path)| path).collect();
        found.iter().any(|path| file_says_so(Path::new(path)))
    }

    /// The configuration of the current folder, for commands that judge no files. What is wrong with it is
    /// in its faults.
    pub fn here(project: &Project, sources: &Sources<'_>, with_tests: bool) -> Self {
        let place = Input {
            path: "Dockerfile".to_owned(),
            kind: FileKind::Dockerfile,
            bytes: Vec::new(),
        };
        let choice = Choice {
            with_tests,
            ..Choice::default()
        };
        Self::of(&[place], &choice, project, sources)
    }

    /// Adds the policies to the rules, and tells what is wrong with them.
    pub fn load_policies(&mut self, registry: &mut Registry) {
        self.rego.load(registry, &mut self.faults);
        for policy in std::mem::take(&mut self.policies) {
            let span = policy.origin;
            if let Err(error) = policy.load(registry) {
                let message = error.to_string();
                let told = self
                    .sources
                    .get(&span.file)
                    .map(|source| Told::new(&Fault { span, message }, source));
                self.faults.extend(told);
            }
        }
    }

    /// A file and those that it builds on, the base first.
    fn chain(
        &mut self,
        path: &str,
        project: &Project,
        sources: &Sources<'_>,
    ) -> Option<(Configuration, Vec<Configuration>)> {
        let mut stack = Vec::new();
        let mut layers = Vec::new();
        let configuration = self.read(path, project, sources, &mut stack, &mut layers)?;
        Some((configuration, layers))
    }

    fn read(
        &mut self,
        path: &str,
        project: &Project,
        sources: &Sources<'_>,
        stack: &mut Vec<String>,
        layers: &mut Vec<Configuration>,
    ) -> Option<Configuration> {
        // Only what a configuration names itself has to stay inside the project.
        let bytes = match (pack::name(path), stack.is_empty()) {
            (Some(name), false) => pack::text(name)?.as_bytes().to_vec(),
            (_, true) => disk::read(Path::new(path)).ok()?,
            (None, false) => project.read(path)?,
        };
        if bytes.len() > LARGEST {
            return None;
        }
        let source = sources.add(path, bytes);
        Some(self.read_source(&source, project, sources, stack, layers))
    }

    /// Reads a text, and what it builds on.
    fn read_source(
        &mut self,
        source: &Arc<SourceFile>,
        project: &Project,
        sources: &Sources<'_>,
        stack: &mut Vec<String>,
        layers: &mut Vec<Configuration>,
    ) -> Configuration {
        let path = source.path();
        let (mut configuration, faults) = plimsoll_config::read(source);
        self.sources.insert(source.id(), Arc::clone(source));
        self.faults.extend(faults.iter().map(|fault| Told::new(fault, source)));
        for pattern in std::mem::take(&mut configuration.policy_files) {
            self.read_policies(folder(path), &pattern, source, project, sources, &mut configuration);
        }
        stack.push(path.to_owned());
        for base in configuration.extends.clone() {
            let is_pack = pack::name(&base.value).is_some();
            let other = match is_pack {
                true => base.value.clone(),
                false => join(folder(path), &base.value),
            };
            let problem = if stack.contains(&other) {
                let way = stack.iter().chain([&other]).map(String::as_str);
                Some(format!(
                    "the files extend each other: {}",
                    way.collect::<Vec<_>>().join(" → ")
                ))
            } else {
                match self.read(&other, project, sources, stack, layers) {
                    Some(below) => {
                        configuration = configuration.over(&below);
                        layers.push(below);
                        None
                    }
                    None => Some(missing(&base.value, &other, project)),
                }
            };
            if let (Some(message), Origin::Source(span)) = (problem, base.origin) {
                self.faults.push(Told::new(&Fault { span, message }, source));
            }
        }
        stack.pop();
        configuration
    }

    /// Adds the policies in the files that a pattern means to a configuration.
    fn read_policies(
        &mut self,
        folder: &str,
        pattern: &Written<String>,
        source: &SourceFile,
        project: &Project,
        sources: &Sources<'_>,
        to: &mut Configuration,
    ) {
        let files = project.files_like(folder, &pattern.value);
        if let (true, Origin::Source(span)) = (files.is_empty(), pattern.origin) {
            let message = format!("no file in the project is called `{}`", pattern.value);
            self.faults.push(Told::new(&Fault { span, message }, source));
        }
        for path in files {
            if path.ends_with(rego::TESTS) && !self.with_tests || path.ends_with(".rego") && self.without_rego {
                continue;
            }
            let Some(bytes) = project.read(&path).filter(|bytes| bytes.len() <= LARGEST) else {
                self.faults.push(Told::of_file(&path, UNREADABLE));
                continue;
            };
            let source = sources.add(&path, bytes);
            self.sources.insert(source.id(), Arc::clone(&source));
            if path.ends_with(".rego") {
                to.rego.push(source);
                continue;
            }
            let (read, faults) = plimsoll_config::read_policies(&source);
            self.faults.extend(faults.iter().map(|fault| Told::new(fault, &source)));
            to.policies.extend(read);
        }
    }

    /// Adds a configuration that holds somewhere.
    fn add(
        &mut self,
        anchor: &Anchor,
        path: &str,
        configuration: &Configuration,
        bases: &[Configuration],
        reach: Option<Reach>,
    ) {
        self.hold_if_first(configuration, path);
        self.chains.push(Chain {
            path: path.to_owned(),
            anchor: anchor.clone(),
            reach: reach.clone().unwrap_or_default(),
            files: files_of(configuration, bases),
        });
        self.add_layers(anchor, path, configuration, bases, reach.as_ref());
        self.fail_on.push((reach.unwrap_or_default(), configuration.fail_on));
    }

    /// The format that a configuration names; one that is not there is a mistake.
    fn format_of(&mut self, configuration: &Configuration) -> Option<String> {
        let Written { value, origin } = configuration.format.as_ref()?;
        if FORMATS.contains(&value.as_str()) {
            return Some(value.clone());
        }
        let names = FORMATS.map(|name| format!("`{name}`"));
        let message = format!("there is no format `{value}`; there are {}", names.join(", "));
        self.fault_at(*origin, message);
        None
    }

    /// Adds a mistake at its place.
    fn fault_at(&mut self, origin: Origin, message: String) {
        self.faults.extend(self.told(origin, message));
    }

    /// Something wrong at a place in a configuration.
    pub fn told(&self, origin: Origin, message: String) -> Option<Told> {
        let Origin::Source(span) = origin else { return None };
        let source = self.source_of(origin)?;
        Some(Told::new(&Fault { span, message }, source))
    }

    fn source_of(&self, origin: Origin) -> Option<&Arc<SourceFile>> {
        match origin {
            Origin::Source(span) => self.sources.get(&span.file),
            Origin::Argument(_) => None,
        }
    }

    /// What holds for the whole run comes from the outermost file, which is the first.
    fn hold_if_first(&mut self, configuration: &Configuration, path: &str) {
        if !self.layers.is_empty() {
            return;
        }
        self.show = configuration.show;
        self.unsafe_fixes = configuration.unsafe_fixes;
        self.date = configuration.date;
        self.format = self.format_of(configuration);
        let baseline = configuration.baseline.as_ref();
        // It is found from the file that names it.
        let source = baseline.and_then(|baseline| self.source_of(baseline.origin));
        let above = folder(source.map_or(path, |source| source.path()));
        self.baseline = baseline.map(|Written { value, origin }| Written {
            value: match above.starts_with("..") {
                true => format!("{above}/{value}"),
                false => join(above, value),
            },
            origin: *origin,
        });
    }

    /// Adds what a configuration says of rules, and what it leaves out.
    fn add_layers(
        &mut self,
        anchor: &Anchor,
        path: &str,
        configuration: &Configuration,
        bases: &[Configuration],
        reach: Option<&Reach>,
    ) {
        let all = || bases.iter().chain([configuration]);
        // The file that holds decides, whatever the files below it select.
        let selected = all().flat_map(|own| &own.policies);
        let selected = selected.map(|policy| Written::at(policy.origin, policy.id.clone()));
        let mut selected: Vec<Written<String>> = selected.collect();
        let in_rego = all().flat_map(|own| &own.rego);
        selected.extend(self.rego.add(in_rego, &mut self.faults));
        for policy in all().flat_map(|own| &own.policies) {
            // Several files may build on the one that has it.
            if !self.policies.iter().any(|other| other.origin == policy.origin) {
                self.policies.push(policy.clone());
            }
        }
        for (index, own) in all().enumerate() {
            let mut layer = own.layer.clone();
            layer.anchor = self.anchor_of(own.file, path, anchor);
            layer.reach = reach.cloned().map(|reach| Reach {
                anew: reach.anew && index == 0,
                ..reach
            });
            self.layers.push(layer);
        }
        if let Some(last) = self.layers.last_mut() {
            last.settings.extend_select.extend(selected);
        }
        let exclude = self.patterns(&configuration.exclude, path, anchor);
        self.named.leave_out(exclude, configuration.force_exclude);
        if !configuration.include.is_empty() {
            let include = self.patterns(&configuration.include, path, anchor);
            self.named.include(include, reach.cloned().unwrap_or_default());
        }
        // What an image brings does not depend on who asks.
        self.images.extend(all().flat_map(|own| own.images.iter().cloned()));
        for (_, files) in &configuration.variants {
            let paths = self.patterns(files, path, anchor);
            self.named.add_variant(files, &paths);
        }
    }

    /// Tells which files of variants are not there.
    fn expect_variants(&mut self, project: &Project) {
        let missing = self.named.of_variants().filter(|(_, path)| !project.has(path));
        let missing: Vec<Written<String>> = missing.map(|(written, _)| written.clone()).collect();
        for file in missing {
            self.fault_at(file.origin, format!("there is no file `{}`", file.value));
        }
    }

    /// One list replaces another, so all patterns in it are of one file.
    fn patterns(&self, patterns: &[Written<String>], path: &str, anchor: &Anchor) -> Patterns {
        let file = patterns.iter().find_map(|pattern| match pattern.origin {
            Origin::Source(span) => Some(span.file),
            Origin::Argument(_) => None,
        });
        Patterns {
            anchor: self.anchor_of(file, path, anchor),
            patterns: patterns.iter().map(|pattern| pattern.value.clone()).collect(),
        }
    }

    /// The lowest level that makes the run fail for a file, if any does: the usual one, unless its
    /// configuration says otherwise.
    fn failing(&self, path: &str) -> Option<Level> {
        let own = self.fail_on.iter().find(|(reach, _)| reach.holds_at(path));
        threshold(own.and_then(|(_, fail_on)| *fail_on))
    }

    /// Marks the findings that fail a run, and says whether there are any: by the lowest level that
    /// whoever asks names, or else by the configurations.
    pub fn mark_failing(&self, report: &mut Report, asked: Option<Option<Level>>) -> bool {
        let mut failed = false;
        for finding in &mut report.findings {
            let source = report.sources.get(&finding.span.file);
            let path = source.map_or("", |source| source.path());
            let lowest = asked.unwrap_or_else(|| self.failing(path));
            finding.fails = !finding.came_by_itself && lowest.is_some_and(|level| finding.level >= level);
            failed |= finding.fails;
        }
        failed
    }

    /// The lowest level that makes the run fail for some file.
    pub fn lowest_failing(&self) -> Option<Level> {
        if self.fail_on.is_empty() {
            return Some(USUAL);
        }
        let levels = self.fail_on.iter().map(|(_, fail_on)| threshold(*fail_on));
        levels.flatten().min()
    }

    /// What the patterns of a file are relative to: its own folder, also where another file builds on it.
    /// `path` and `anchor` are those of that file.
    fn anchor_of(&self, file: Option<FileId>, path: &str, anchor: &Anchor) -> Anchor {
        let source = file.and_then(|file| self.sources.get(&file));
        let place = source.map(|source| folder(source.path()));
        match place {
            Some(place) if place != folder(path) && anchor.way_down.is_empty() && !place.starts_with("..") => Anchor {
                folder: prefix(place),
                ..Anchor::default()
            },
            _ => anchor.clone(),
        }
    }

    /// The configuration of a file.
    pub fn chain_of(&self, path: &str) -> Option<&Chain> {
        self.chains.iter().find(|chain| chain.reach.holds_at(path))
    }
}

/// A file and those that it builds on, the base first.
fn files_of(configuration: &Configuration, bases: &[Configuration]) -> Vec<FileId> {
    bases.iter().chain([configuration]).filter_map(|own| own.file).collect()
}

/// Why a file of `extends` cannot be read.
fn missing(written: &str, path: &str, project: &Project) -> String {
    let packs = || pack::PACKS.iter().map(|(name, _)| *name);
    match pack::name(written) {
        Some(name) => {
            let names: Vec<String> = packs().map(|name| format!("`{name}`")).collect();
            let meant = nearest(name, packs()).map(|meant| format!("; did you mean `{meant}`?"));
            meant.map_or_else(
                || format!("there is no pack `{name}`; there are {}", names.join(", ")),
                |meant| format!("there is no pack `{name}`{meant}"),
            )
        }
        None if project.has(path) => format!("`{written}` is outside the repository, or cannot be read"),
        None => format!("there is no file `{written}`"),
    }
}

/// The setting that a word of `--config` is, if it is not the name of a file.
fn inline(word: &Path) -> Option<&str> {
    let text = word.to_str()?;
    (text.contains('=') && !disk::exists(word)).then_some(text)
}

fn threshold(fail_on: Option<FailOn>) -> Option<Level> {
    match fail_on {
        Some(FailOn::Level(level)) => Some(level),
        Some(FailOn::Never) => None,
        None => Some(USUAL),
    }
}

/// The level that fails a run and is shown, unless somebody says otherwise.
pub const USUAL: Level = Level::Warning;

/// No policy that people keep is larger.
const LARGEST: usize = 256 << 10;

const UNREADABLE: &str = "the file cannot be read: it is not a file, too large, or not readable for you";

/// Looks for configuration files, each folder once.
struct Search<'a> {
    project: &'a Project,
    known: HashMap<String, Option<(Anchor, String)>>,
}

impl Search<'_> {
    /// The nearest folder with a configuration at or above a folder, and the path of the file.
    fn above(&mut self, place: &str) -> Option<(Anchor, String)> {
        if let Some(known) = self.known.get(place) {
            return known.clone();
        }
        let own = NAMES.iter().map(|name| join(place, name)).find(|path| is_there(path));
        let found = match own {
            Some(path) => {
                let anchor = Anchor {
                    folder: prefix(place),
                    ..Anchor::default()
                };
                Some((anchor, path))
            }
            None if self.project.is_root(place) => None,
            None if place.is_empty() => self.above_current(),
            None if place == "/" || place.ends_with("..") => None,
            None => self.above(folder(place)),
        };
        self.known.insert(place.to_owned(), found.clone());
        found
    }

    /// Above the current folder, up to the top of its repository. Outside one there is no top to stop
    /// at, so nothing is looked at.
    fn above_current(&self) -> Option<(Anchor, String)> {
        let (mut up, mut way_down) = (String::new(), String::new());
        for name in disk::folders_above_current()? {
            up.push_str("../");
            way_down = format!("{name}/{way_down}");
            if let Some(path) = NAMES
                .iter()
                .map(|name| format!("{up}{name}"))
                .find(|path| is_there(path))
            {
                let anchor = Anchor {
                    way_down,
                    ..Anchor::default()
                };
                return Some((anchor, path));
            }
        }
        None
    }
}

/// The current folder, where the patterns of the command line begin.
fn here() -> Anchor {
    let here = disk::identity(Path::new("."));
    Anchor {
        folder: prefix(if here == "." { "" } else { &here }),
        ..Anchor::default()
    }
}

fn is_there(path: &str) -> bool {
    disk::exists(Path::new(path))
}

fn prefix(folder: &str) -> String {
    match folder {
        "" | "/" => folder.to_owned(),
        folder => format!("{folder}/"),
    }
}
