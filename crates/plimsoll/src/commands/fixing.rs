//! Fixes of `plimsoll check`: which are wanted, and what is done with the files that come of them.

use std::collections::{BTreeMap, BTreeSet};
use std::io;

use plimsoll_fix::{Fixed, FixedFile, Job, Made};
use plimsoll_lint::{Finding, Page, Report, Safety};
use plimsoll_model::files::Input;
use plimsoll_model::sources::Sources;

use super::judging::Ready;
use crate::args::FixArgs;
use crate::disk::{self, Project};
use crate::report::diff;
use crate::terminal;

/// What is fixed, and how.
pub(super) struct Fixing<'a> {
    pub(super) args: &'a FixArgs,
    pub(super) ready: &'a Ready,
    pub(super) project: &'a Project,
    /// Takes out what is known.
    pub(super) hide: &'a (dyn Fn(&mut Report) + Sync),
    /// The path of standard input, if it is read: its text is written to standard output.
    pub(super) stdin: Option<&'a str>,
}

/// What was written.
pub(super) struct Written {
    /// The files as they are now, by path.
    pub(super) files: BTreeMap<String, Vec<u8>>,
    /// All of it was done.
    pub(super) complete: bool,
}

impl Written {
    /// The inputs as they are now, which from now on are the files at their paths.
    pub(super) fn over(&self, mut inputs: Vec<Input>, sources: &Sources<'_>) -> Vec<Input> {
        for input in &mut inputs {
            if let Some(bytes) = self.files.get(&input.path) {
                input.bytes.clone_from(bytes);
                sources.add(&input.path, bytes.clone());
            }
        }
        inputs
    }
}

impl Fixing<'_> {
    /// The fixes of what a report has, made in memory.
    pub(super) fn make(&self, inputs: Vec<Input>, report: &Report) -> Fixed {
        let wants = |_: &Report, finding: &Finding| {
            let fix = finding.fix.as_ref();
            fix.is_some_and(|fix| fix.safety == Safety::Safe || self.makes_unsafe())
        };
        let job = Job {
            registry: &self.ready.registry,
            policy: &self.ready.policy.stating(&inputs),
            files: self.project,
            hide: self.hide,
            wants: &wants,
        };
        let fixed = plimsoll_fix::fix(&job, inputs, report);
        for held in &fixed.held_back {
            terminal::complain(format_args!(
                "{}:{}: the fix of `{}` is held back: {}",
                held.path, held.line, held.rule, held.reason
            ));
        }
        fixed
    }

    fn makes_unsafe(&self) -> bool {
        self.args.unsafe_fixes || self.ready.loaded.unsafe_fixes == Some(true)
    }

    /// Shows the changes.
    pub(super) fn show(&self, fixed: &Fixed, color: bool) -> io::Result<()> {
        let registry = &self.ready.registry;
        let page = |rule: &str| -> Option<&Page> {
            let found = registry.rules().iter().find(|page| page.id() == rule);
            found.map(|page| &**page)
        };
        terminal::print_with(|out| diff::write(&fixed.files, page, color, out))
    }

    /// Writes the files. Those that a fix changes together are written together, or not at all.
    pub(super) fn write(&self, fixed: &Fixed, inputs: &[Input]) -> io::Result<Written> {
        let mut written: BTreeMap<String, &FixedFile> = BTreeMap::new();
        let mut failed: BTreeSet<String> = BTreeSet::new();
        for file in &fixed.files {
            let path = file.path();
            match self.replace(file, false) {
                Ok(()) => {
                    written.insert(path.to_owned(), file);
                }
                Err(what) => {
                    terminal::complain(format_args!("{}: {what}", file.before.source.shown()));
                    failed.insert(path.to_owned());
                }
            }
        }
        let complete = failed.is_empty();
        // What belongs to a file that could not be written is taken back, and what belongs to that.
        while let Some(path) = self.half_written(fixed, &failed, &written) {
            if let Some(file) = written.remove(&path) {
                let back = self.replace(file, true);
                let what = back.err().map_or_else(String::new, |what| format!(", but {what}"));
                terminal::complain(format_args!(
                    "{path}: taken back, as a file that changes with it failed{what}"
                ));
            }
            failed.insert(path);
        }
        if let Some(input) = inputs.iter().find(|input| Some(&*input.path) == self.stdin) {
            let file = fixed.files.iter().find(|file| file.path() == input.path);
            terminal::print(file.map_or(&input.bytes, |file| file.after.source.bytes()))?;
        }
        let files = written.into_values();
        Ok(Written {
            files: files
                .map(|file| (file.path().to_owned(), file.after.source.bytes().to_owned()))
                .collect(),
            complete,
        })
    }

    /// A file that was written although another one of the same fix was not.
    fn half_written(
        &self,
        fixed: &Fixed,
        failed: &BTreeSet<String>,
        written: &BTreeMap<String, &FixedFile>,
    ) -> Option<String> {
        let torn = fixed.together.iter().filter(|paths| !paths.is_disjoint(failed));
        torn.flatten().find(|path| written.contains_key(*path)).cloned()
    }

    fn replace(&self, file: &FixedFile, back: bool) -> Result<(), String> {
        if self.stdin == Some(file.path()) {
            return Ok(());
        }
        let (before, after) = (file.before.source.bytes(), file.after.source.bytes());
        match back {
            false => disk::replace(file.path(), before, after),
            true => disk::replace(file.path(), after, before),
        }
    }

    /// Says what was fixed.
    pub(super) fn tell(&self, fixed: &Fixed, written: &Written) {
        let files: Vec<&FixedFile> = fixed
            .files
            .iter()
            .filter(|file| written.files.contains_key(file.path()))
            .collect();
        if files.is_empty() {
            return;
        }
        if self.args.show_fixes {
            for file in &files {
                let mut made: BTreeMap<&Made, usize> = BTreeMap::new();
                for one in &file.made {
                    *made.entry(one).or_default() += 1;
                }
                for (made, count) in made {
                    let times = if count > 1 {
                        format!(" ({count} times)")
                    } else {
                        String::new()
                    };
                    let path = file.before.source.shown();
                    terminal::complain(format_args!("{path}: {}: {}{times}", made.rule, made.title));
                }
            }
        }
        let count: usize = files.iter().map(|file| file.made.len()).sum();
        let findings = if count == 1 { "finding" } else { "findings" };
        let in_files = if files.len() == 1 {
            "1 file".to_owned()
        } else {
            format!("{} files", files.len())
        };
        terminal::complain(format_args!("fixed {count} {findings} in {in_files}"));
    }
}
