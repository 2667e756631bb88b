//! Fixes of `plimsoll check`: which are wanted, and what is done with the files that come of them.

use std::collections::{BTreeMap, BTreeSet};
use std::io;

use anyhow::Context;
use plimsoll_fix::{Fixed, FixedFile, Job, Made};
use plimsoll_lint::{Finding, Page, Report, Safety};
use plimsoll_model::files::Input;
use plimsoll_model::sources::Sources;

use super::asking::{self, Answer, Question};
use super::judging::Ready;
use crate::args::{FixArgs, FixMode};
use crate::disk::{self, Project};
use crate::report::diff;
use crate::terminal::{self, Color};

/// What is fixed, and how.
pub(super) struct Fixing<'a> {
    pub(super) args: &'a FixArgs,
    pub(super) ready: &'a Ready,
    pub(super) project: &'a Project,
    /// Takes out what is known.
    pub(super) hide: &'a (dyn Fn(&mut Report) + Sync),
    /// The path of standard input, if it is read: its text is written to standard output.
    pub(super) stdin: Option<&'a str>,
    pub(super) color: bool,
    /// Nothing is said about what was fixed.
    pub(super) quiet: bool,
}

/// What was written.
pub(super) struct Written {
    /// The files as they are now, by path.
    files: BTreeMap<String, Vec<u8>>,
    /// All of it was done.
    pub(super) complete: bool,
}

impl Written {
    /// Whether anything was written.
    pub(super) fn any(&self) -> bool {
        !self.files.is_empty()
    }

    /// Whether a file was written.
    pub(super) fn has(&self, path: &str) -> bool {
        self.files.contains_key(path)
    }

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

/// What comes after fixing.
pub(super) enum After {
    /// The files as they are now are reported.
    Report(Written),
    /// Nothing: the command has done what it was asked for. Whether all of it, and what it found.
    End { complete: bool, found: bool },
}

impl Fixing<'_> {
    /// Fixes what a report has, or shows what that would change.
    pub(super) fn run(&self, inputs: &[Input], report: &Report) -> anyhow::Result<After> {
        let fixed = self.make(inputs.to_vec(), report)?;
        if self.args.diff {
            self.show(&fixed).context("the diff cannot be written")?;
            return Ok(After::End {
                complete: true,
                found: !fixed.files.is_empty(),
            });
        }
        let written = self.write(&fixed, inputs).context("the fixed text cannot be written")?;
        if !self.quiet {
            self.tell(&fixed, &written);
        }
        Ok(match self.args.fix_only {
            true => After::End {
                complete: written.complete,
                found: written.any() && self.args.exit_non_zero_on_fix,
            },
            false => After::Report(written),
        })
    }

    /// The fixes of what a report has, made in memory.
    fn make(&self, inputs: Vec<Input>, report: &Report) -> anyhow::Result<Fixed> {
        let chosen = match self.args.fix {
            Some(FixMode::Ask) => Some(self.ask(report)?),
            _ => None,
        };
        let wants = |report: &Report, finding: &Finding| match (&finding.fix, &chosen) {
            (Some(_), Some(chosen)) => chosen.contains(&Name::of(report, finding)),
            (Some(fix), None) => fix.safety == Safety::Safe || self.makes_unsafe(),
            (None, _) => false,
        };
        let job = Job {
            registry: &self.ready.registry,
            policy: &self.ready.policy.stating(&inputs),
            files: self.project,
            hide: self.hide,
            wants: &wants,
            once: chosen.is_some(),
        };
        let fixed = plimsoll_fix::fix(&job, inputs, report);
        tell_held_back(&fixed);
        Ok(fixed)
    }

    /// The findings whose fixes the user wants.
    fn ask(&self, report: &Report) -> anyhow::Result<BTreeSet<Name>> {
        let mut chosen = BTreeSet::new();
        let mut of_rules: BTreeMap<&str, bool> = BTreeMap::new();
        if !asking::can_ask() {
            anyhow::bail!("--fix=ask needs a terminal; `--diff` shows what can be fixed");
        }
        for finding in &report.findings {
            let Some(fix) = &finding.fix else { continue };
            let rule = finding.rule.id();
            let answer = match of_rules.get(rule) {
                Some(true) => Answer::Yes,
                Some(false) => Answer::No,
                None => {
                    let question = Question { report, finding, fix };
                    asking::ask(&question, |rule| self.page(rule), terminal::has_color(Color::Auto))?
                }
            };
            match answer {
                Answer::Yes => {
                    chosen.insert(Name::of(report, finding));
                }
                Answer::All => {
                    of_rules.insert(rule, true);
                    chosen.insert(Name::of(report, finding));
                }
                Answer::No => {}
                Answer::None => {
                    of_rules.insert(rule, false);
                }
                Answer::Quit => break,
            }
        }
        Ok(chosen)
    }

    fn page(&self, rule: &str) -> Option<&Page> {
        let found = self.ready.registry.rules().iter().find(|page| page.id() == rule);
        found.map(|page| &**page)
    }

    fn makes_unsafe(&self) -> bool {
        self.args.unsafe_fixes || self.ready.loaded.unsafe_fixes == Some(true)
    }

    /// Shows the changes.
    pub(super) fn show(&self, fixed: &Fixed) -> io::Result<()> {
        terminal::print_with(|out| diff::write(&fixed.files, |rule| self.page(rule), self.color, out))
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
                let shown = file.before.source.shown();
                terminal::complain(format_args!(
                    "{shown}: taken back, as a file that changes with it failed{what}"
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
    fn tell(&self, fixed: &Fixed, written: &Written) {
        let files: Vec<&FixedFile> = fixed.files.iter().filter(|file| written.has(file.path())).collect();
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

/// Says which fixes are not made, and why.
pub(super) fn tell_held_back(fixed: &Fixed) {
    for held in &fixed.held_back {
        terminal::complain(format_args!(
            "{}:{}: the fix of `{}` is held back: {}",
            disk::shown_of(&held.path),
            held.line,
            held.rule,
            held.reason
        ));
    }
}

/// What a finding is called while fixes are made: its file, rule and identity.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Name(String, String, String);

impl Name {
    fn of(report: &Report, finding: &Finding) -> Self {
        let path = report.source(finding.span.file).path().to_owned();
        Self(path, finding.rule.id().to_owned(), finding.identity.to_string())
    }
}
