//! Finds the contexts of Dockerfiles.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use plimsoll_syntax::dockerfile::{Arguments, Instruction, Kind, Word};
use plimsoll_syntax::{SourceFile, Span};

use super::pattern::Pattern;
use super::project_files::{Manifests, Requirements, dependency_folders};
use super::{BuildContext, Contexts, Exposed, Exposure, IgnoreFile, Taken};
use crate::base::path::{absolute, file_name, folder, join};
use crate::dockerfile::{CopySource, DockerfileFacts};
use crate::files::Files;
use crate::secret::{SecretFile, holds_defaults_of_symfony, secret_file};
use crate::sources::Reader;

/// Where git keeps what was ever committed.
const HISTORY: &str = ".git";

/// Files that tell Yarn where to install.
const YARN_SETTINGS: [&str; 3] = [".yarnrc", ".yarnrc.yml", ".pnp.cjs"];
/// How many folders above a Dockerfile may be its context.
const FOLDERS: usize = 8;
/// Extensions of what builds make: archives, packages, programs and libraries.
const MADE: [&str; 26] = [
    "7z", "a", "apk", "bin", "bz2", "deb", "dll", "ear", "exe", "gem", "gz", "iso", "jar", "nar", "nupkg", "o", "rpm",
    "so", "tar", "tgz", "war", "wasm", "whl", "xz", "zip", "zst",
];
/// So many steps are spent on comparing the sources of one Dockerfile with ignore files.
const MOST_STEPS: usize = 1 << 28;
/// So many sources of one Dockerfile are looked for, and so many of them with wildcards.
const MOST_SOURCES: usize = 1_000;
const MOST_PATTERNS: usize = 50;
/// So many steps are spent on comparing one pattern with the files of a folder.
const MOST_STEPS_OF_PATTERN: usize = 1 << 21;
/// A folder with more files may not be listed whole.
const MOST_NAMES: usize = 5_000;
/// So many files that fit a pattern are compared with ignore files.
const MOST_FITTING: usize = 20;

/// The folders that are contexts of a name, one for each build of a Dockerfile.
pub(crate) type NamedFolders<'a> = BTreeMap<&'a str, Vec<&'a str>>;

/// Looks for contexts, and remembers the ignore files.
pub(crate) struct Finder<'f> {
    files: &'f Reader<'f>,
    ignore_files: HashMap<String, Option<Arc<IgnoreFile>>>,
    /// The ignore files that were read.
    pub(crate) sources: Vec<Arc<SourceFile>>,
}

/// A source in the context that is written without variables.
struct Source {
    span: Span,
    /// Relative to the top of the context; empty for all of it. Of a pattern, the folder.
    path: String,
    files: Option<FilePattern>,
}

/// The last part of a source, if it has wildcards.
struct FilePattern {
    written: String,
    pattern: Pattern,
}

impl Source {
    fn is_all(&self) -> bool {
        self.path.is_empty() && self.files.is_none()
    }

    /// A path that it may mean.
    fn example(&self) -> String {
        match &self.files {
            None => self.path.clone(),
            Some(files) => join(&self.path, &files.written.replace(['*', '?'], "x")),
        }
    }
}

/// A folder that may be the context.
struct Candidate {
    folder: String,
    /// Whether each source surely is in it, apart from those that are all of it.
    has: Vec<bool>,
}

impl Candidate {
    /// How many of the sources without wildcards it has: one with them may fit anywhere.
    fn count(&self, sources: &[Source]) -> usize {
        let has = self.has.iter().zip(sources);
        has.filter(|(has, source)| **has && source.files.is_none()).count()
    }
}

impl<'f> Finder<'f> {
    pub(crate) fn new(files: &'f Reader<'f>) -> Self {
        Self {
            files,
            ignore_files: HashMap::new(),
            sources: Vec::new(),
        }
    }

    /// The contexts of a Dockerfile. `stated` are the folders of those that services build it with,
    /// absent where one is not known, and `named` the contexts that they give names.
    pub(crate) fn contexts(
        &mut self,
        facts: &DockerfileFacts,
        stated: &[Option<String>],
        named: &NamedFolders<'_>,
    ) -> Contexts {
        let of_named = self.taken_from_named(facts, named);
        let mut contexts = self.own_contexts(facts, stated);
        contexts.sources.extend(of_named);
        contexts
    }

    fn own_contexts(&mut self, facts: &DockerfileFacts, stated: &[Option<String>]) -> Contexts {
        let sources = sources(facts, None);
        if sources.is_empty() && !takes_from_context(facts) {
            return Contexts::default();
        }
        let dockerfile = facts.tree.source.path();
        let is_stated = !stated.is_empty();
        let (candidates, known): (Vec<Candidate>, Vec<String>) = match is_stated {
            true => {
                let folders: Vec<String> = stated.iter().flatten().cloned().collect();
                let candidates = folders.iter().map(|folder| self.candidate(folder, &sources));
                (candidates.collect(), folders)
            }
            false => {
                let (candidates, best) = self.around(dockerfile, &sources);
                (candidates, best.into_iter().collect())
            }
        };
        let contexts = known
            .into_iter()
            .map(|folder| self.context(dockerfile, folder, is_stated));
        let mut known: Vec<BuildContext> = contexts.collect();
        if sources.iter().any(Source::is_all) {
            for context in &mut known {
                context.exposed = self.exposed(context);
            }
        }
        // Only what is copied whole, or mounted, brings or hides such a folder.
        if is_stated || sources.iter().any(Source::is_all) {
            for context in &mut known {
                context.dependency_folders = dependency_folders(context, self.files);
            }
        }
        if facts.tree.source.text().contains("yarn") {
            for context in &mut known {
                let mut settings = YARN_SETTINGS.iter().map(|name| join(&context.folder, name));
                context.has_yarn_settings = settings.any(|path| self.files.has(&path));
            }
        }
        // If not one source is there, the rest of the project was left away.
        let is_given = candidates.iter().any(|candidate| candidate.has.contains(&true));
        let says_what_misses = is_given && !stated.contains(&None);
        let folders: Vec<&str> = candidates.iter().map(|candidate| &*candidate.folder).collect();
        let taken = |(index, source): (usize, &Source)| {
            let is_in_one = candidates.iter().any(|candidate| candidate.has[index]);
            let looked_in = if says_what_misses && !is_in_one {
                &folders[..]
            } else {
                &[]
            };
            (source.span, self.taken(source, &known, looked_in))
        };
        let compared = within_bounds(&sources, &known);
        let (mut manifests, mut requirements) = (HashMap::new(), HashMap::new());
        if let [context] = &known[..] {
            for source in compared.iter().filter(|source| source.files.is_none()) {
                let found = Manifests::find(&source.path, context, self.files);
                manifests.extend(found.map(|found| (source.span, found)));
                let found = Requirements::find(&source.path, context, self.files);
                requirements.extend(found.map(|found| (source.span, found)));
            }
        }
        Contexts {
            manifests,
            requirements,
            sources: compared.iter().enumerate().map(taken).collect(),
            known,
        }
    }

    /// The folders where a Dockerfile that no service builds may have its context, and the one of them that
    /// has most of what is copied: its own if no folder has anything and an ignore file lies there, or if
    /// only whole contexts are copied and no folder above has an ignore file instead.
    fn around(&self, dockerfile: &str, sources: &[Source]) -> (Vec<Candidate>, Option<String>) {
        let own = folder(dockerfile);
        let has_ignore_file = |place: &str| self.files.has(&join(place, ".dockerignore"));
        let is_literal = |source: &&Source| !source.is_all() && source.files.is_none();
        let all = sources.iter().filter(is_literal).count();
        if all == 0 {
            // An ignore file further up makes that folder as likely.
            let nearest = self.upwards(own).find(|place| has_ignore_file(place));
            let known = nearest.is_none_or(|nearest| nearest == own).then(|| own.to_owned());
            return (Vec::new(), known);
        }
        let (mut candidates, mut best, mut most) = (Vec::new(), None, 0);
        for place in self.upwards(own) {
            let candidate = self.candidate(&place, sources);
            let count = candidate.count(sources);
            candidates.push(candidate);
            if count > most {
                (best, most) = (Some(place), count);
            }
            if most == all {
                break;
            }
        }
        // Nothing that is copied is here to see, but the ignore file is.
        let best = best.or_else(|| has_ignore_file(own).then(|| own.to_owned()));
        (candidates, best)
    }

    /// A folder and those above it, up to the top of the repository.
    fn upwards(&self, place: &str) -> impl Iterator<Item = String> {
        let places = std::iter::successors(Some(place.to_owned()), |place| {
            let above = join(place, "..");
            (above != *place && !self.files.is_outside(&join(&above, ".dockerignore"))).then_some(above)
        });
        places.take(FOLDERS)
    }

    /// A folder that may be the context, with what it has.
    fn candidate(&self, folder: &str, sources: &[Source]) -> Candidate {
        let has = |source: &Source| match &source.files {
            None => !source.is_all() && self.files.has(&join(folder, &source.path)),
            // What cannot be told may be there.
            Some(files) => {
                let fitting = self.fitting(folder, &source.path, files);
                fitting.is_none_or(|names| !names.is_empty())
            }
        };
        Candidate {
            folder: folder.to_owned(),
            has: sources.iter().map(has).collect(),
        }
    }

    pub(super) fn context(&mut self, dockerfile: &str, place: String, is_stated: bool) -> BuildContext {
        let own = format!("{dockerfile}.dockerignore");
        let ignore_file = self
            .ignore_file(own)
            .or_else(|| self.ignore_file(join(&place, ".dockerignore")));
        BuildContext::new(place, ignore_file, is_stated, self.files)
    }

    /// What at the top of a context should not be in an image and enters the build.
    fn exposed(&self, context: &BuildContext) -> Vec<Exposed> {
        let ignore_file = context.ignore_file.as_ref();
        let is_taken = |name: &str| ignore_file.is_none_or(|file| file.leaves_out(name).is_none());
        let is_kept = |name: &str| self.files.is_ignored(&join(&context.folder, name)) != Some(true);
        let mut names = self.files.names(&context.folder);
        names.sort_unstable();
        let is_symfony = names.iter().any(|name| name == "symfony.lock");
        let secrets = names.into_iter().filter_map(|name| {
            let kind = secret_file(&name)?;
            let holds_defaults = kind == SecretFile::Settings && is_symfony && holds_defaults_of_symfony(&name);
            let is_exposed = !holds_defaults && is_taken(&name) && is_kept(&name);
            let kind = Exposure::Secret(kind);
            is_exposed.then_some(Exposed { name, kind })
        });
        let history = is_taken(HISTORY) && self.files.has(&join(&context.folder, HISTORY));
        let history = history.then(|| Exposed {
            name: HISTORY.to_owned(),
            kind: Exposure::History,
        });
        secrets.chain(history).collect()
    }

    fn ignore_file(&mut self, path: String) -> Option<Arc<IgnoreFile>> {
        if let Some(known) = self.ignore_files.get(&path) {
            return known.clone();
        }
        let source = self.files.load(vec![path.clone()]).pop();
        let file = source.map(|source| {
            self.sources.push(Arc::clone(&source));
            Arc::new(IgnoreFile::read(source))
        });
        self.ignore_files.insert(path, file.clone());
        file
    }

    /// What becomes of a source. `looked_in` are the folders that may be the context, if it is in none of
    /// them and all of the project is there to see.
    fn taken(&self, source: &Source, contexts: &[BuildContext], looked_in: &[&str]) -> Taken {
        let line = match &source.files {
            None => left_out_everywhere(contexts, &source.path),
            Some(files) => self.all_left_out(source, files, contexts),
        };
        if let Some(line) = line {
            return Taken::LeftOut(line);
        }
        let says = |what: &dyn Fn(&str) -> bool| !looked_in.is_empty() && looked_in.iter().all(|place| what(place));
        if says(&|place| self.misses(place, source)) {
            return Taken::Missing;
        }
        match source.files {
            Some(_) if says(&|place| self.has_none_that_fits(place, source)) => Taken::NoneFits,
            _ => Taken::There,
        }
    }

    /// What becomes of the sources that are taken from contexts with names.
    // BuildKit v0.30, frontend/dockerui/namedcontext.go: such a folder has a `.dockerignore` of its own.
    fn taken_from_named(&mut self, facts: &DockerfileFacts, named: &NamedFolders<'_>) -> Vec<(Span, Taken)> {
        let mut found = Vec::new();
        for (name, folders) in named {
            let sources = sources(facts, Some(name));
            // Whatever is not there yet may be made before the build.
            let are_there = folders.iter().all(|folder| self.files.has(folder));
            if sources.is_empty() || !are_there {
                continue;
            }
            let contexts = folders.iter().map(|folder| {
                let ignore_file = self.ignore_file(join(folder, ".dockerignore"));
                BuildContext::new((*folder).to_owned(), ignore_file, true, self.files)
            });
            let contexts: Vec<BuildContext> = contexts.collect();
            for source in within_bounds(&sources, &contexts) {
                let is_in_one = folders
                    .iter()
                    .any(|folder| self.candidate(folder, std::slice::from_ref(source)).has[0]);
                let looked_in = if is_in_one { &[] } else { &folders[..] };
                found.push((source.span, self.taken(source, &contexts, looked_in)));
            }
        }
        found
    }

    /// The files in a folder of a context that fit a pattern; absent if comparing them takes too long.
    fn fitting(&self, context: &str, place: &str, files: &FilePattern) -> Option<Vec<String>> {
        let mut names = self.files.names(&join(context, place));
        let length: usize = names.iter().map(String::len).sum();
        if length.saturating_mul(files.written.len()) > MOST_STEPS_OF_PATTERN {
            return None;
        }
        names.retain(|name| files.pattern.fits(name));
        names.sort_unstable();
        Some(names)
    }

    /// The line that leaves out a file that a pattern is about, if all contexts have such files and leave
    /// all of them out.
    fn all_left_out(&self, source: &Source, files: &FilePattern, contexts: &[BuildContext]) -> Option<Span> {
        let mut first = None;
        for context in contexts {
            let names = self.fitting(&context.folder, &source.path, files)?;
            if names.is_empty() || names.len() > MOST_FITTING {
                return None;
            }
            for name in names {
                let line = context.leaves_out(&join(&source.path, &name))?;
                first = first.or(Some(line));
            }
        }
        first
    }

    /// Whether a source is not in a folder although version control would keep it there.
    fn misses(&self, place: &str, source: &Source) -> bool {
        let path = join(place, &source.path);
        let example = source.example();
        !source.path.is_empty()
            && !may_be_made(&example)
            && self.files.is_missing(&path)
            && self.files.is_ignored_either_way(&path) == Some(false)
            && self.files.is_ignored_either_way(&join(place, &example)) == Some(false)
    }

    /// Whether a folder surely has no file that fits a pattern, although version control would keep one.
    fn has_none_that_fits(&self, place: &str, source: &Source) -> bool {
        let example = source.example();
        !may_be_made(&example)
            && self.files.names(&join(place, &source.path)).len() < MOST_NAMES
            && self.files.is_ignored_either_way(&join(place, &example)) == Some(false)
    }
}

/// The line that leaves a path out of the first context, if all leave it out.
fn left_out_everywhere(contexts: &[BuildContext], path: &str) -> Option<Span> {
    let mut lines = contexts.iter().map(|context| context.leaves_out(path));
    let first = lines.next()??;
    lines.all(|line| line.is_some()).then_some(first)
}

/// The first of the sources, as far as comparing them with ignore files takes a bounded time.
fn within_bounds<'s>(sources: &'s [Source], contexts: &[BuildContext]) -> &'s [Source] {
    let ignore_files = contexts.iter().filter_map(|context| context.ignore_file.as_ref());
    let patterns: usize = ignore_files.map(|file| file.source.text().len()).sum();
    let mut steps = 0_usize;
    let beyond = sources.iter().position(|source| {
        let paths = if source.files.is_some() { MOST_FITTING } else { 1 };
        let path = source.example();
        let folders = path.matches('/').count() + 1;
        let each = folders.saturating_mul(path.len()).saturating_mul(patterns);
        steps = steps.saturating_add(each.saturating_mul(paths));
        steps > MOST_STEPS
    });
    &sources[..beyond.unwrap_or(sources.len())]
}

/// Whether a build takes anything from its context.
fn takes_from_context(facts: &DockerfileFacts) -> bool {
    facts.tree.instructions.iter().any(|node| match node.kind {
        Kind::Copy | Kind::Add => copies_from_context(node),
        Kind::Run => node.flags_named("mount").any(|mount| mount.option("from").is_none()),
        _ => false,
    })
}

fn copies_from_context(node: &Instruction) -> bool {
    matches!(node.kind, Kind::Copy | Kind::Add) && node.flag("from").is_none()
}

/// Whether a path looks like what a build makes and nobody keeps: a program, an archive, a folder of
/// either.
fn may_be_made(path: &str) -> bool {
    match file_name(path).rsplit_once('.') {
        None | Some(("", _)) => true,
        Some((_, extension)) => MADE.iter().any(|made| made.eq_ignore_ascii_case(extension)),
    }
}

/// The sources that are written without variables: those in the context, or in one that has a name.
fn sources(facts: &DockerfileFacts, from: Option<&str>) -> Vec<Source> {
    let is_from_there = |node: &Instruction| match from {
        None => copies_from_context(node),
        Some(name) => {
            let written = node.flag("from").and_then(|flag| flag.value.as_ref()?.literal());
            node.kind == Kind::Copy && written.is_some_and(|written| written.eq_ignore_ascii_case(name))
        }
    };
    let instructions = facts.tree.instructions.iter().filter(|node| is_from_there(node));
    let words = instructions.flat_map(|node| match &node.arguments {
        Arguments::Copy { sources, .. } => sources.as_slice(),
        _ => &[],
    });
    let mut patterns = 0;
    let is_within_bounds = |source: &Source| {
        patterns += usize::from(source.files.is_some());
        source.files.is_none() || patterns <= MOST_PATTERNS
    };
    words
        .filter_map(source)
        .filter(is_within_bounds)
        .take(MOST_SOURCES)
        .collect()
}

fn source(word: &Word) -> Option<Source> {
    let written = word.literal()?;
    let is_local = matches!(CopySource::of_text(&written), CopySource::Local | CopySource::Archive);
    if !is_local || written.starts_with("<<") || written.contains(['[', '\\']) {
        return None;
    }
    let path = absolute(&written, "/")[1..].to_owned();
    if !path.contains(['*', '?']) {
        return Some(Source {
            span: word.span,
            path,
            files: None,
        });
    }
    let (place, name) = (folder(&path), file_name(&path));
    // Folders that fit a pattern are not looked for. Docker 28.5: `**` alone is `*`, and does not look into
    // folders either; beside other characters it may even fit nothing.
    if place.contains(['*', '?']) || name.contains("**") && name != "**" || written.ends_with('/') {
        return None;
    }
    Some(Source {
        span: word.span,
        files: Some(FilePattern {
            written: name.to_owned(),
            pattern: Pattern::parse(name).ok()?,
        }),
        path: place.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::testing::Texts;
    use crate::sources::Sources;
    use plimsoll_syntax::{FileId, dockerfile};

    /// How many of 3000 files with long names fit a pattern.
    fn fitting(pattern: &str) -> Option<usize> {
        let names: Vec<String> = (0..3_000).map(|n| format!("{}{n}.txt", "a".repeat(190))).collect();
        let names: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), "")).collect();
        let files = Texts(&names);
        let sources = Sources::new(&files);
        let reader = sources.reader();
        let files = FilePattern {
            written: pattern.to_owned(),
            pattern: Pattern::parse(pattern).expect("it is a pattern"),
        };
        let names = Finder::new(&reader).fitting("", "", &files)?;
        Some(names.len())
    }

    /// What becomes of the source of the only COPY.
    fn taken(source: &str, texts: &[(&str, &str)]) -> Option<Taken> {
        let text = format!("FROM scratch\nCOPY {source} /a/\n");
        let file = Arc::new(SourceFile::new(FileId(0), "Dockerfile", text.into_bytes()));
        let facts = DockerfileFacts::new(dockerfile::parse(&file));
        let files = Texts(texts);
        let sources = Sources::new(&files);
        let contexts = Finder::new(&sources.reader()).contexts(&facts, &[], &NamedFolders::new());
        let Arguments::Copy { sources, .. } = &facts.tree.instructions[1].arguments else {
            panic!("a COPY");
        };
        contexts.taken(sources[0].span).cloned()
    }

    #[test]
    fn two_stars_are_one() {
        let ignored = [(".dockerignore", "conf/*.yml\n"), ("conf/a.yml", "")];
        for source in ["conf/*", "conf/**", "conf/*.yml"] {
            assert!(matches!(taken(source, &ignored), Some(Taken::LeftOut(_))), "{source}");
        }
        // A folder below does not count.
        let below = [
            (".dockerignore", "conf/*.yml\n"),
            ("conf/a.yml", ""),
            ("conf/b/c.txt", ""),
        ];
        assert!(matches!(taken("conf/**", &below), Some(Taken::LeftOut(_))));
        assert_eq!(taken("conf/**.yml", &ignored), None);
        assert_eq!(taken("**/a.yml", &ignored), None);
    }

    #[test]
    fn a_pattern_takes_a_bounded_time() {
        assert_eq!(fitting("*"), Some(3_000));
        assert_eq!(fitting(&("*a".repeat(40) + ".zz")), None);
    }
}
