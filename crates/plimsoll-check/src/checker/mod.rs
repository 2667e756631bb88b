//! Projects in memory: the files are given, and nothing else is asked.
//!
//! What it finds is what a run on a folder with these files finds, as far as it lies in them: of files
//! that are not given it is not known whether they are there, so nothing is said about that.

mod files;

use std::borrow::Cow;
use std::sync::Arc;

use plimsoll_fix::{Fixed, Job};
use plimsoll_lint::policy::Layer;
use plimsoll_lint::{Finding, Level, Policy, Registry, Report, Safety, judge, lint};
use plimsoll_model::base::Date;
use plimsoll_model::base::path::join;
use plimsoll_model::environment::Environment;
use plimsoll_model::files::{FileKind, Input, NoFiles};
use plimsoll_model::project::Options;
use plimsoll_model::sources::Sources;
use plimsoll_model::workspace::Workspace;

pub use self::files::File;
use self::files::Texts;
use crate::config::Choice;
use crate::disk::{self, Found, Project};
use crate::judging::{Judging, Ready};
use crate::told::Told;

/// The rules and what was decided about them, for any number of projects in memory.
///
/// ```
/// use plimsoll_check::{Checker, File};
/// use plimsoll_lint::Registry;
///
/// let rules = Registry::new(plimsoll_rules::rules());
/// let configuration = "select = [\"unpinned-image-tag\"]\nfail-on = \"error\"\n";
/// let checker = Checker::new(&rules, Some(configuration)).expect("it is right");
/// let report = checker.check(&[File::new("Dockerfile", "FROM node\nADD a /\n")]);
/// assert_eq!(report.findings.len(), 1);
/// assert!(!report.findings[0].fails, "it is a warning");
///
/// // What is wrong with a configuration has its place.
/// let faults = Checker::new(&rules, Some("selekt = []\n")).err().expect("it is wrong");
/// assert_eq!(faults[0].place(), Some((1, 1)));
/// ```
pub struct Checker {
    ready: Ready,
    /// The table that numbers the files of the configuration.
    sources: Sources<'static>,
    failing: Option<Option<Level>>,
}

/// How a project in memory is judged, besides by the rules' own defaults.
#[derive(Default)]
pub struct Settings<'a> {
    /// The text of a `plimsoll.toml`. What it names has to be built in, since nothing is read.
    pub configuration: Option<&'a str>,
    /// Which rules judge, over what the configuration says.
    pub layer: Layer,
    /// What every file is for, whatever its name and content say.
    pub environment: Option<Environment>,
    /// The day, for everything with an end date. Without one nothing has ended.
    pub date: Option<Date>,
    /// How Compose projects are read.
    pub options: Options,
}

/// The facts of a project, and what the rules say of it: only they know what is secret.
pub struct Model {
    /// The merged projects, the Dockerfiles, and the place of each value.
    pub workspace: Workspace,
    pub report: Report,
}

/// Whether the fix of a finding is wanted.
pub type Wants<'a> = dyn Fn(&Report, &Finding) -> bool + Sync + 'a;

impl Checker {
    /// Some rules, with the text of a `plimsoll.toml` or with the defaults. If the configuration is wrong,
    /// that is all there is: nothing is judged half.
    pub fn new(rules: &Registry, configuration: Option<&str>) -> Result<Self, Vec<Told>> {
        let settings = Settings {
            configuration,
            ..Settings::default()
        };
        Self::with(rules, settings)
    }

    /// Some rules, with everything that can be said about judging.
    ///
    /// ```
    /// # use plimsoll_check::{Checker, File, Settings};
    /// # use plimsoll_lint::{Registry, policy::Layer};
    /// # let rules = Registry::new(plimsoll_rules::rules());
    /// let settings = Settings {
    ///     layer: Layer::of_words(&["DL3006".to_owned()], &[]),
    ///     ..Settings::default()
    /// };
    /// let checker = Checker::with(&rules, settings).expect("hadolint has a rule of that name");
    /// assert_eq!(checker.check(&[File::new("Dockerfile", "FROM node\nADD a /\n")]).findings.len(), 1);
    /// ```
    pub fn with(rules: &Registry, settings: Settings<'_>) -> Result<Self, Vec<Told>> {
        let sources = Sources::shared(Arc::new(NoFiles));
        let judging = Judging {
            paths: &[],
            choice: Choice {
                only: Some(settings.configuration.unwrap_or_default()),
                ..Choice::default()
            },
            options: settings.options,
            environment: settings.environment,
            date: settings.date,
        };
        let files = Found {
            inputs: Vec::new(),
            context: Vec::new(),
            folders: Vec::new(),
        };
        let ready = judging.prepare(files, &Project::nowhere(), &sources, settings.layer, rules);
        ready
            .map(|ready| Self::of(ready, sources))
            .map_err(|unready| unready.faults)
    }

    /// What a run is judged by, for other files than its own. `sources` is where its configuration was
    /// read.
    pub fn of(ready: Ready, sources: Sources<'static>) -> Self {
        Self {
            ready,
            sources,
            failing: None,
        }
    }

    /// The lowest level that makes a finding fail, whatever the configuration says; none if nothing does.
    pub fn failing(mut self, lowest: Option<Level>) -> Self {
        self.failing = Some(lowest);
        self
    }

    /// What people should know, a sentence each.
    pub fn notes(&self) -> &[String] {
        &self.ready.notes
    }

    /// The rules, with those of the configuration.
    pub fn rules(&self) -> &Registry {
        &self.ready.registry
    }

    /// Judges a project: its Dockerfiles and Compose files, and the environment files that these read.
    /// They are recognised by their names and contents as in a folder; other files are only there to be
    /// referred to. Of several files with one path the last counts.
    pub fn check(&self, files: &[File<'_>]) -> Report {
        let texts = Texts::new(files);
        self.judge(self.found(&texts), &texts)
    }

    /// Judges one file that somebody names: whatever it is called, it is a Dockerfile, a Compose file or
    /// an environment file. If its content shows that it is none of them, the error says why.
    ///
    /// ```
    /// # use plimsoll_check::{Checker, File};
    /// # use plimsoll_lint::Registry;
    /// # let rules = Registry::new(plimsoll_rules::rules());
    /// let checker = Checker::new(&rules, None).expect("there is none that could be wrong");
    /// assert!(checker.check_named(File::new("image", "FROM node\n")).is_ok());
    /// let why = checker.check_named(File::new("main.py", "import os\n")).err();
    /// assert!(why.expect("it is a script").contains("neither a Dockerfile nor"));
    /// ```
    pub fn check_named(&self, file: File<'_>) -> Result<Report, &'static str> {
        let inputs = self.named(file)?;
        Ok(self.judge(inputs, &Texts::new(&[file])))
    }

    /// Makes the fixes of a project, the safe ones or all, and gives the files that change.
    ///
    /// ```
    /// # use plimsoll_check::{Checker, File};
    /// # use plimsoll_lint::{Registry, Safety};
    /// # let rules = Registry::new(plimsoll_rules::rules());
    /// let checker = Checker::new(&rules, Some("select = [\"add-local-file\"]\n")).expect("it is right");
    /// let fixed = checker.fix(&[File::new("Dockerfile", "FROM a:1\nADD b /\n")], Safety::Safe);
    /// assert_eq!(fixed.files[0].after.source.text(), "FROM a:1\nCOPY b /\n");
    /// ```
    pub fn fix(&self, files: &[File<'_>], most: Safety) -> Fixed {
        let texts = Texts::new(files);
        self.fixed(self.found(&texts), &texts, &up_to(most), false)
    }

    /// Makes the fixes of the findings that are wanted, and none of what is found only after them.
    ///
    /// ```
    /// # use plimsoll_check::{Checker, File};
    /// # use plimsoll_lint::Registry;
    /// # let rules = Registry::new(plimsoll_rules::rules());
    /// let checker = Checker::new(&rules, Some("select = [\"add-local-file\"]\n")).expect("it is right");
    /// let files = [File::new("Dockerfile", "FROM a:1\nADD b /\nADD c /\n")];
    /// let fixed = checker.fix_those(&files, &|report, finding| {
    ///     report.source(finding.span.file).position(finding.span.start).line == 3
    /// });
    /// assert_eq!(fixed.files[0].after.source.text(), "FROM a:1\nADD b /\nCOPY c /\n");
    /// ```
    pub fn fix_those(&self, files: &[File<'_>], wants: &Wants<'_>) -> Fixed {
        let texts = Texts::new(files);
        self.fixed(self.found(&texts), &texts, wants, true)
    }

    /// The same for one file that somebody names.
    pub fn fix_named(&self, file: File<'_>, most: Safety) -> Result<Fixed, &'static str> {
        let inputs = self.named(file)?;
        Ok(self.fixed(inputs, &Texts::new(&[file]), &up_to(most), false))
    }

    /// The facts of a project with its merged models.
    ///
    /// ```
    /// # use plimsoll_check::{Checker, File};
    /// # use plimsoll_lint::Registry;
    /// # let rules = Registry::new(plimsoll_rules::rules());
    /// let checker = Checker::new(&rules, None).expect("there is none that could be wrong");
    /// let compose = "services:\n  web:\n    image: nginx:1.27\n";
    /// let model = checker.model(&[File::new("compose.yaml", compose)]);
    /// assert_eq!(model.workspace.models().len(), 1);
    /// ```
    pub fn model(&self, files: &[File<'_>]) -> Model {
        let texts = Texts::new(files);
        let inputs = self.found(&texts);
        let mut policy = self.policy_for(&inputs).into_owned();
        policy.project.with_models = true;
        let sources = Sources::new(&texts).after(&self.sources);
        let workspace = Workspace::load_with(inputs, &sources, policy.environment, &policy.project);
        let report = judge(&workspace, &self.ready.registry, &policy, &|| ());
        Model { workspace, report }
    }

    /// Judges files that others may lie around.
    fn judge(&self, inputs: Vec<Input>, texts: &Texts<'_>) -> Report {
        let sources = Sources::new(texts).after(&self.sources);
        let mut report = lint(inputs, &sources, &self.ready.registry, &self.ready.policy, &|| ());
        self.ready.loaded.mark_failing(&mut report, self.failing);
        report
    }

    fn fixed(&self, inputs: Vec<Input>, texts: &Texts<'_>, wants: &Wants<'_>, once: bool) -> Fixed {
        let report = self.judge(inputs.clone(), texts);
        let job = Job {
            registry: &self.ready.registry,
            policy: &self.policy_for(&inputs),
            files: texts,
            hide: &|_| (),
            wants,
            once,
        };
        plimsoll_fix::fix(&job, inputs, &report)
    }

    fn policy_for(&self, inputs: &[Input]) -> Cow<'_, Policy> {
        self.ready.policy.stating(inputs)
    }

    /// The file that somebody names, unless it is left out.
    fn named(&self, file: File<'_>) -> Result<Vec<Input>, &'static str> {
        let path = join("", file.path);
        if self.ready.loaded.named.excludes(&path, false) {
            return Ok(Vec::new());
        }
        Ok(vec![Input {
            kind: disk::kind_of_named(&path, file.bytes)?,
            path,
            bytes: file.bytes.to_vec(),
        }])
    }

    /// The files that are judged.
    fn found(&self, texts: &Texts<'_>) -> Vec<Input> {
        let input = |(path, bytes): (&str, &[u8])| {
            let input = |kind| Input {
                path: path.to_owned(),
                kind,
                bytes: bytes.to_vec(),
            };
            self.kind(path, bytes).map(input)
        };
        texts.iter().filter_map(input).collect()
    }

    /// What a file among others is judged as.
    fn kind(&self, path: &str, bytes: &[u8]) -> Option<FileKind> {
        let named = &self.ready.loaded.named;
        if named.excludes(path, false) {
            return None;
        }
        let by_name = disk::kind_of_found(path, bytes);
        match named.includes(path, by_name.is_some()) {
            true if named.is_in_variant(path) => Some(FileKind::Compose),
            true => by_name.or_else(|| disk::kind_of_named(path, bytes).ok()),
            false => by_name,
        }
    }
}

/// Wants the fixes that are safe, or all.
fn up_to(most: Safety) -> impl Fn(&Report, &Finding) -> bool + Sync {
    move |_, finding| {
        let fix = finding.fix.as_ref();
        fix.is_some_and(|fix| fix.safety == Safety::Safe || most == Safety::Unsafe)
    }
}
