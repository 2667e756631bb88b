//! Which environment files the projects of a run read, and the consequences for them.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use plimsoll_syntax::{FileId, SourceFile, Span};

use super::{EnvFacts, EnvFileFacts, EnvFileReader, UndefinedVariable, is_name};
use crate::base::path::{file_name, folder, join};
use crate::compose::interpolation::{Lookup, Operator};
use crate::compose::{Compose, KeyValue};
use crate::environment::{Environment, of_env_file};
use crate::files::Files;
use crate::project::dotenv::{EnvFile, parse};
use crate::project::env_name::{comes_with_the_caller, is_template};
use crate::project::parsed::Parsed;
use crate::project::variables::Variables;
use crate::project::variant::Projects;
use crate::secret::holds_defaults_of_symfony;
use crate::sources::Reader;

/// At most this many environment files are read in a run.
const MOST_FILES: usize = 2_000;

impl EnvFacts {
    /// Reads the environment files of all projects, and those that were named. `flag` is the
    /// environment that the user has chosen.
    pub(crate) fn find(
        parsed: &Parsed,
        projects: &Projects,
        files: &Reader<'_>,
        variables: &Variables<'_>,
        flag: Option<Environment>,
    ) -> Self {
        let mut search = Search {
            parsed,
            projects,
            files,
            variables,
            names: HashMap::new(),
            read: BTreeMap::new(),
            used: HashMap::new(),
            facts: EnvFacts::default(),
            templates: HashMap::new(),
        };
        for compose in projects.judged() {
            search.look_at(compose);
        }
        let mut facts = search.finish();
        let known: HashSet<FileId> = facts.files.iter().map(|file| file.source.id()).collect();
        let named = parsed.env_files.iter().filter(|source| !known.contains(&source.id()));
        facts.files.extend(named.map(|source| read_alone(source, flag)));
        facts
    }
}

/// An environment file that nothing in the run reads.
fn read_alone(source: &Arc<SourceFile>, flag: Option<Environment>) -> EnvFileFacts {
    EnvFileFacts {
        source: Arc::clone(source),
        content: parse(source, &|_| Lookup::Unknown),
        unused: Vec::new(),
        reader: EnvFileReader::Nobody(of_env_file(source, flag)),
        is_kept: false,
    }
}

/// An environment file that some project reads.
struct Read {
    reader: usize,
    /// Compose takes variables from it.
    is_default: bool,
    /// Containers get all of it.
    is_passed_on: bool,
    /// Not all Compose files that may use it are part of the run.
    is_shared: bool,
}

struct Search<'a> {
    parsed: &'a Parsed,
    projects: &'a Projects,
    files: &'a Reader<'a>,
    variables: &'a Variables<'a>,
    names: HashMap<String, Arc<HashSet<String>>>,
    read: BTreeMap<String, Read>,
    /// The variables that projects use, by the `.env` that they read.
    used: HashMap<String, HashSet<Box<str>>>,
    facts: EnvFacts,
    /// The variables in templates, by the path of the template.
    templates: HashMap<String, Arc<HashSet<Box<str>>>>,
}

impl<'a> Search<'a> {
    fn look_at(&mut self, index: usize) {
        let compose = self.projects.compose(self.parsed, index);
        let base = folder(compose.yaml.source.path()).to_owned();
        let passed_on = self.look_at_services(index, compose);
        let default = join(&base, ".env");
        let has_default = self.names(&base).contains(".env");
        let more: BTreeSet<&String> = compose.files.iter().flat_map(|file| &file.env_files).collect();
        let templates = self.templates_in(&base);
        for path in more {
            if self.names(folder(path)).contains(file_name(path)) {
                self.note(path.clone(), index).is_shared = true;
            }
        }
        if has_default && !self.variables.is_given() {
            let is_shared = self.has_unseen_composes(&base) || mounts_project(compose);
            let read = self.note(default.clone(), index);
            read.is_default = true;
            read.is_shared |= is_shared;
            let used = self.used.entry(default).or_default();
            used.extend(compose.variables.iter().map(|variable| variable.name.value.clone()));
            used.extend(taken_over(compose).into_iter().map(Box::from));
        }
        let undefined = self.undefined(compose, &base, &templates, &passed_on);
        if !undefined.is_empty() {
            self.facts.undefined.insert(index, undefined);
        }
    }

    /// Records the files of `env_file`, and returns their paths.
    fn look_at_services(&mut self, index: usize, compose: &Compose) -> Vec<String> {
        let mut passed_on = Vec::new();
        let entries = compose.services.iter().flat_map(|service| service.env_file.iter());
        for entry in entries.flat_map(|field| &field.value) {
            let Some(written) = entry.path.likely().filter(|path| !path.is_empty()) else {
                continue;
            };
            // Files outside the project are none of our business.
            if written.starts_with(['/', '~']) || written.contains([':', '\\']) {
                continue;
            }
            let Some(directory) = compose.directory_of(entry.path.span) else {
                continue;
            };
            let path = join(directory, written);
            let is_there = self.names(folder(&path)).contains(file_name(&path));
            let is_raw = entry.format.is_some();
            if is_there && !is_raw && !passed_on.contains(&path) {
                self.note(path.clone(), index).is_passed_on = true;
                passed_on.push(path);
            }
        }
        passed_on
    }

    fn undefined(
        &mut self,
        compose: &Compose,
        base: &str,
        templates: &[String],
        passed_on: &[String],
    ) -> Vec<UndefinedVariable> {
        let mut found: Vec<UndefinedVariable> = Vec::new();
        let mut seen: HashSet<&str> = HashSet::new();
        let swallowed: HashSet<Span> = compose
            .services
            .iter()
            .flat_map(|service| {
                service
                    .swallowed_variables()
                    .into_iter()
                    .chain(service.swallowed_by_build())
            })
            .chain(compose.swallowed_by_contents())
            .map(|variable| variable.span)
            .collect();
        let has_env_file = self.names(base).contains(".env") || self.variables.is_given();
        let mut documented = 0;
        let defaults = defaults(compose);
        for variable in &compose.variables {
            let name = &*variable.name.value;
            let is_plain = variable.operator.is_none() && !variable.nested;
            if !is_plain || seen.contains(name) || comes_with_the_caller(name) || swallowed.contains(&variable.span) {
                continue;
            }
            let file = compose.files.iter().find(|file| file.source.id() == variable.span.file);
            let more = file.map_or(&[][..], |file| &file.env_files);
            if self.variables.sets(base, name, more) {
                continue;
            }
            seen.insert(name);
            let template = templates
                .iter()
                .find(|path| self.template(path).contains(name))
                .cloned();
            // A clone has no `.env` yet, and the template says what it will contain.
            if template.is_some() && !has_env_file {
                documented += 1;
                continue;
            }
            let only_in = passed_on
                .iter()
                .find(|path| self.variables.sets("", name, std::slice::from_ref(*path)));
            found.push(UndefinedVariable {
                span: variable.span,
                name: name.into(),
                template: template.map(|path| file_name(&path).into()),
                only_in: only_in.map(|path| file_name(path).into()),
                has_env_file,
                default: defaults.get(&(variable.span.file, name)).copied(),
                near: None,
            });
        }
        // A template with less than half of them is not where the values come from.
        if !has_env_file && found.len() > documented {
            found.retain(|undefined| undefined.default.is_some());
        }
        if !found.is_empty() {
            let mut known: Vec<Box<str>> = templates
                .iter()
                .flat_map(|path| self.template(path).iter().cloned().collect::<Vec<_>>())
                .collect();
            known.extend(self.variables.names(base));
            known.sort();
            for undefined in &mut found {
                let near = plimsoll_syntax::nearest(&undefined.name, known.iter().map(|name| &**name));
                undefined.near = near.map(Box::from);
            }
        }
        found
    }

    fn note(&mut self, path: String, reader: usize) -> &mut Read {
        self.read.entry(path).or_insert(Read {
            reader,
            is_default: false,
            is_passed_on: false,
            is_shared: false,
        })
    }

    fn names(&mut self, folder: &str) -> Arc<HashSet<String>> {
        if let Some(names) = self.names.get(folder) {
            return Arc::clone(names);
        }
        let names: Arc<HashSet<String>> = Arc::new(self.files.names(folder).into_iter().collect());
        self.names.insert(folder.to_owned(), Arc::clone(&names));
        names
    }

    fn templates_in(&mut self, folder: &str) -> Vec<String> {
        let names = self.names(folder);
        let mut templates: Vec<String> = names
            .iter()
            .filter(|name| is_template(name))
            .map(|name| join(folder, name))
            .collect();
        templates.sort();
        templates
    }

    fn template(&mut self, path: &str) -> Arc<HashSet<Box<str>>> {
        if let Some(known) = self.templates.get(path) {
            return Arc::clone(known);
        }
        let text = self.files.read(path).unwrap_or_default();
        let text = String::from_utf8_lossy(&text);
        // Line by line: a template may contain invalid lines, and names that are commented out.
        let names = text.lines().filter_map(|line| {
            let line = line.trim_start_matches(['#', ' ', '\t']);
            let name = line.strip_prefix("export ").unwrap_or(line).split('=').next()?.trim();
            is_name(name).then(|| Box::from(name))
        });
        let names: Arc<HashSet<Box<str>>> = Arc::new(names.collect());
        self.templates.insert(path.to_owned(), Arc::clone(&names));
        names
    }

    /// Whether a folder contains Compose files that are not part of the run.
    fn has_unseen_composes(&mut self, folder: &str) -> bool {
        let is_compose = |name: &&String| {
            let lower = name.to_ascii_lowercase();
            lower.contains("compose") && (lower.ends_with(".yml") || lower.ends_with(".yaml"))
        };
        let there = self.names(folder).iter().filter(is_compose).count();
        let seen = self.parsed.composes_in(folder).iter().filter(|&&index| {
            let path = self.parsed.composes[index].yaml.source.path();
            path.to_ascii_lowercase().contains("compose")
        });
        there > seen.count()
    }

    /// Reads the files.
    fn finish(mut self) -> EnvFacts {
        let paths = self.read.keys().take(MOST_FILES).cloned().collect();
        let sources = self.files.load(paths);
        for source in sources {
            let Some(read) = self.read.get(source.path()) else {
                continue;
            };
            let content = parse(&source, &|_| Lookup::Unknown);
            let unused = match read.is_default && !read.is_passed_on && !read.is_shared {
                true => unused(&content, self.used.get(source.path())),
                false => Vec::new(),
            };
            self.facts.files.push(EnvFileFacts {
                is_kept: is_kept(source.path(), self.files),
                source,
                content,
                unused,
                reader: EnvFileReader::Compose(read.reader),
            });
        }
        self.facts
    }
}

/// Whether version control holds a file. Symfony keeps there what is no secret.
fn is_kept(path: &str, files: &dyn Files) -> bool {
    let is_symfony = || holds_defaults_of_symfony(path) && files.has(&join(folder(path), "symfony.lock"));
    files.is_ignored(path) == Some(false) && !is_symfony()
}

/// The entries that nothing names, if the file is there for Compose: if the Compose files name less
/// than half of its variables, the program reads the file itself.
fn unused(content: &EnvFile, used: Option<&HashSet<Box<str>>>) -> Vec<usize> {
    let is_used = |name: &str| {
        let own = name.starts_with("COMPOSE_") || name.starts_with("DOCKER_") || name.starts_with("BUILDKIT_");
        own || content.references.contains(name) || used.is_some_and(|used| used.contains(name))
    };
    let entries = content.entries.iter().enumerate();
    let mut unused: Vec<usize> = entries
        .filter(|(_, entry)| is_name(&entry.name.value) && !is_used(&entry.name.value))
        .map(|(at, _)| at)
        .collect();
    if !content.errors.is_empty() || unused.len() * 2 > content.entries.len() {
        unused.clear();
    }
    unused
}

/// The variables that have a default in a file, each with its first place: they may be unset. Where one
/// is also required, it is not; and what has a default in the base may be required in production.
fn defaults(compose: &Compose) -> HashMap<(FileId, &str), Span> {
    let mut defaults: HashMap<(FileId, &str), Span> = HashMap::new();
    for variable in &compose.variables {
        let is_empty = variable.word.as_ref().is_none_or(|word| word.as_str().is_empty());
        if matches!(variable.operator, Some(Operator::Default { .. })) && !is_empty {
            let place = (variable.span.file, &*variable.name.value);
            defaults.entry(place).or_insert(variable.span);
        }
    }
    for variable in &compose.variables {
        if matches!(variable.operator, Some(Operator::Required { .. })) {
            defaults.retain(|(_, name), _| **name != *variable.name.value);
        }
    }
    defaults
}

/// The variables that a project takes from Compose's environment without a dollar sign.
fn taken_over(compose: &Compose) -> Vec<&str> {
    let environments = compose.services.iter().flat_map(|service| service.environment());
    let builds = compose.services.iter().filter_map(|service| service.build.as_deref());
    let arguments = builds
        .flat_map(|build| &build.value.args)
        .flat_map(|field| &field.value);
    let without_value = |pair: &&KeyValue| pair.value.is_none();
    let pairs = environments
        .chain(arguments)
        .filter(without_value)
        .filter_map(KeyValue::name);
    let resources = compose.secrets.iter().chain(&compose.configs);
    let named = resources.filter_map(|resource| resource.environment.as_ref()?.value.likely());
    pairs.chain(named).collect()
}

/// Whether a container sees the folder of the `.env`, and may read the file there.
fn mounts_project(compose: &Compose) -> bool {
    compose.services.iter().any(|service| {
        let mut mounts = service.mounts().iter();
        mounts.any(|mount| compose.covers_project(service, mount))
    })
}
