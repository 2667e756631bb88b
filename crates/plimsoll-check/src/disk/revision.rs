//! The files of a commit, read from git's objects. Nothing is checked out and nothing is fetched.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::{Mutex, PoisonError};

use anyhow::{Context, bail};
use plimsoll_model::base::path::{join, normal};
use plimsoll_model::files::{Files, Input};

use super::kind::{self, Guess};
use super::version_control::IgnoreFiles;
use super::{kind_of, name, walk};

/// A larger file was not written by hand.
const LARGEST: usize = 16 << 20;

/// The tree of a commit.
pub struct Revision {
    /// The top of the work tree.
    top: String,
    /// From there to the current folder, with a trailing `/`.
    prefix: String,
    /// The objects of its files, by their paths from the top.
    objects: BTreeMap<String, Object>,
    reader: Mutex<Reader>,
    ignore_files: IgnoreFiles,
}

/// A file of a tree.
struct Object {
    id: String,
    is_executable: bool,
}

/// A `git cat-file` that answers one question after the other.
struct Reader {
    child: Child,
    questions: ChildStdin,
    answers: BufReader<ChildStdout>,
}

impl Revision {
    /// The tree of the merge base of a revision with HEAD, or of the revision itself.
    pub fn of(revision: &str, is_exact: bool) -> anyhow::Result<Self> {
        let top = git(&["rev-parse", "--show-toplevel"]).context("--since needs a git repository")?;
        let prefix = git(&["rev-parse", "--show-prefix"])?;
        let wanted = format!("{revision}^{{commit}}");
        let commit = git(&["rev-parse", "--verify", "--quiet", "--end-of-options", &wanted]);
        let Ok(commit) = commit else {
            bail!("--since: there is no commit `{revision}` here{}", shallow_hint());
        };
        let commit = match is_exact {
            true => commit,
            false => match git(&["merge-base", &commit, "HEAD"]) {
                Ok(base) => base,
                Err(_) => bail!(
                    "--since: `{revision}` and HEAD have no commit in common{}",
                    shallow_hint()
                ),
            },
        };
        let listing = git(&["ls-tree", "-r", "-z", "--full-tree", &commit])?;
        let objects = listing.split('\0').filter_map(entry).collect();
        Ok(Self {
            top: top.trim_end_matches('/').to_owned(),
            prefix,
            objects,
            reader: Mutex::new(Reader::new()?),
            ignore_files: IgnoreFiles::default(),
        })
    }

    /// The files that the paths of the command line lead to in this tree, under the names that they have
    /// in the work tree.
    pub fn inputs(&self, paths: &[PathBuf]) -> Vec<Input> {
        let current = [PathBuf::from(".")];
        let paths = if paths.is_empty() { &current } else { paths };
        let mut inputs: BTreeMap<String, Input> = BTreeMap::new();
        for path in paths {
            let identity = name::identity(path);
            let Some(own) = self.place(&identity) else { continue };
            if self.objects.contains_key(&own) {
                let guess = kind::of_named(path);
                inputs.extend(self.input(&identity, guess, true));
                continue;
            }
            let start = if own.is_empty() {
                String::new()
            } else {
                format!("{own}/")
            };
            let below = self.objects.range(start.clone()..).map(|(name, _)| name);
            for name in below.take_while(|name| name.starts_with(&start)) {
                let rest = &name[start.len()..];
                if !walk::enters(rest) {
                    continue;
                }
                let Some(guess) = kind::by_path(Path::new(rest)) else {
                    continue;
                };
                let shown = match identity.as_str() {
                    "." | "" => rest.to_owned(),
                    folder => format!("{}/{rest}", folder.trim_end_matches('/')),
                };
                inputs.extend(self.input(&shown, Some(guess), false));
            }
        }
        inputs.into_values().collect()
    }

    fn input(&self, path: &str, guess: Option<Guess>, is_named: bool) -> Option<(String, Input)> {
        let bytes = self.read(path)?;
        if !is_named && guess == Some(Guess::PerhapsCompose) && !kind::has_services(&bytes) {
            return None;
        }
        let input = Input {
            kind: kind_of(guess, path, &bytes),
            path: path.to_owned(),
            bytes,
        };
        Some((path.to_owned(), input))
    }

    /// The path from the top of the repository; none outside it.
    fn place(&self, identity: &str) -> Option<String> {
        if let Some(rest) = identity.strip_prefix(&self.top) {
            return Some(rest.trim_start_matches('/').to_owned()).filter(|_| rest.is_empty() || rest.starts_with('/'));
        }
        let path = normal(&join(self.prefix.trim_end_matches('/'), identity));
        let is_inside = !path.starts_with("..") && !path.starts_with('/');
        is_inside.then(|| if path == "." { String::new() } else { path })
    }
}

impl Revision {
    /// Whether there is a file or a folder at a path from the top of the repository.
    fn holds(&self, place: &str) -> bool {
        let folder = format!("{place}/");
        let mut below = self.objects.range(folder.clone()..);
        self.objects.contains_key(place) || below.next().is_some_and(|(name, _)| name.starts_with(&folder))
    }
}

impl Files for Revision {
    fn read(&self, path: &str) -> Option<Vec<u8>> {
        let object = &self.objects.get(&self.place(path)?)?.id;
        let mut reader = self.reader.lock().unwrap_or_else(PoisonError::into_inner);
        reader.read(object)
    }

    fn names(&self, folder: &str) -> Vec<String> {
        let Some(place) = self.place(folder) else {
            return Vec::new();
        };
        let start = if place.is_empty() {
            String::new()
        } else {
            format!("{place}/")
        };
        let below = self.objects.range(start.clone()..).map(|(name, _)| name);
        let rests = below
            .take_while(|name| name.starts_with(&start))
            .map(|name| &name[start.len()..]);
        rests.filter(|rest| !rest.contains('/')).map(str::to_owned).collect()
    }

    fn shown(&self, path: &str) -> Option<String> {
        name::shown(path)
    }

    fn is_missing(&self, path: &str) -> bool {
        self.place(path).is_some_and(|place| !self.holds(&place))
    }

    fn has(&self, path: &str) -> bool {
        // The history is no part of a tree, and lies beside it all the same.
        self.place(path)
            .is_some_and(|place| place == ".git" || self.holds(&place))
    }

    fn is_executable(&self, path: &str) -> Option<bool> {
        Some(self.objects.get(&self.place(path)?)?.is_executable)
    }

    fn is_ignored(&self, path: &str) -> Option<bool> {
        self.ignore_files.is_ignored(path, |file| self.read(file))
    }
}

impl Reader {
    fn new() -> anyhow::Result<Self> {
        let mut child = command(&["cat-file", "--batch"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .context("`git` cannot be started")?;
        let (Some(questions), Some(answers)) = (child.stdin.take(), child.stdout.take()) else {
            bail!("`git` cannot be asked");
        };
        let answers = BufReader::new(answers);
        Ok(Self {
            child,
            questions,
            answers,
        })
    }

    /// The bytes of an object.
    // git 2.39, Documentation/git-cat-file: `<object> <type> <size>`, the contents, a line break.
    fn read(&mut self, object: &str) -> Option<Vec<u8>> {
        writeln!(self.questions, "{object}").ok()?;
        self.questions.flush().ok()?;
        let mut head = String::new();
        self.answers.read_line(&mut head).ok()?;
        let size: usize = head.trim_end().rsplit(' ').next()?.parse().ok()?;
        let mut bytes = vec![0; size + 1];
        self.answers.read_exact(&mut bytes).ok()?;
        bytes.pop();
        (size <= LARGEST).then_some(bytes)
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A file of `git ls-tree -z`: `100644 blob OBJECT<tab>PATH`. Links and submodules are left out.
fn entry(line: &str) -> Option<(String, Object)> {
    let (head, path) = line.split_once('\t')?;
    let mut words = head.split(' ');
    let mode = words.next()?;
    let is_file = mode.starts_with("100") && words.next()? == "blob";
    let id = words.next()?.to_owned();
    let is_executable = mode == "100755";
    is_file.then(|| (path.to_owned(), Object { id, is_executable }))
}

fn shallow_hint() -> &'static str {
    match git(&["rev-parse", "--is-shallow-repository"]).as_deref() {
        Ok("true") => ": the clone is shallow, so fetch the history (`fetch-depth: 0` in GitHub's checkout)",
        _ => "",
    }
}

/// What a git command prints.
fn git(arguments: &[&str]) -> anyhow::Result<String> {
    let output = command(arguments).output().context("`git` cannot be started")?;
    if !output.status.success() {
        let error = String::from_utf8_lossy(&output.stderr);
        bail!("git: {}", error.trim().lines().next().unwrap_or("it failed"));
    }
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    Ok(text.trim_end_matches('\n').to_owned())
}

/// A git command that neither fetches, nor asks, nor runs what the repository configures.
fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new("git");
    command
        .args(["-c", "core.fsmonitor=false"])
        .args(arguments)
        .env("GIT_NO_LAZY_FETCH", "1")
        .env("GIT_OPTIONAL_LOCKS", "0")
        .env("GIT_TERMINAL_PROMPT", "0")
        .stdin(Stdio::null());
    command
}
