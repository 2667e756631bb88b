//! `--fix=ask`: one key for each fix.

use std::collections::BTreeMap;
use std::io::{self, IsTerminal, Write};
use std::sync::Arc;

use console::Term;
use plimsoll_fix::{FixedFile, Made, Patch, Version};
use plimsoll_lint::{Finding, Fix, Page, Report};
use plimsoll_syntax::{FileId, SourceFile, Span};

use crate::report::diff;
use crate::terminal::printable;

/// What somebody answers.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Answer {
    Yes,
    No,
    /// This one and all others of the rule.
    All,
    /// None of the rule.
    None,
    /// None from here on.
    Quit,
}

/// A fix that somebody is asked about.
pub(super) struct Question<'a> {
    pub(super) report: &'a Report,
    pub(super) finding: &'a Finding,
    pub(super) fix: &'a Fix,
}

/// Whether there is somebody to ask.
pub(super) fn can_ask() -> bool {
    io::stdin().is_terminal() && io::stderr().is_terminal()
}

/// Shows a fix and waits for a key.
pub(super) fn ask<'p>(
    question: &Question<'_>,
    page: impl Fn(&str) -> Option<&'p Page>,
    color: bool,
) -> io::Result<Answer> {
    let term = Term::stderr();
    let mut out = Vec::new();
    question.write(page, color, &mut out)?;
    (&term).write_all(&out)?;
    loop {
        (&term).write_all(b"fix it? [y]es [n]o [a]ll of this rule, [s]kip the rule, [q]uit: ")?;
        let key = term.read_char()?;
        (&term).write_all(format!("{}\n", printable(&key.to_string())).as_bytes())?;
        match key {
            'y' => return Ok(Answer::Yes),
            'n' => return Ok(Answer::No),
            'a' => return Ok(Answer::All),
            's' => return Ok(Answer::None),
            'q' | '\u{3}' | '\u{1b}' => return Ok(Answer::Quit),
            _ => {}
        }
    }
}

impl Question<'_> {
    /// The finding, and what its fix changes.
    fn write<'p>(&self, page: impl Fn(&str) -> Option<&'p Page>, color: bool, out: &mut dyn Write) -> io::Result<()> {
        let source = self.report.source(self.finding.span.file);
        let line = source.line_of(self.finding.span.start);
        let rule = self.finding.rule.id();
        let said = format!("{}:{line}: [{rule}] {}", source.shown(), self.finding.message);
        writeln!(out, "\n{}\n", printable(&said))?;
        match self.files() {
            Some(files) => diff::write(&files, page, color, out)?,
            None => writeln!(out, "{}: the lines have a secret in them", printable(&self.fix.title))?,
        }
        writeln!(out)
    }

    /// The files as the fix alone would leave them; none if it changes a secret, which nobody is to see.
    fn files(&self) -> Option<Vec<FixedFile>> {
        let sources: &BTreeMap<FileId, Arc<SourceFile>> = &self.report.sources;
        let patch = Patch::of(sources, &[self.fix]);
        let files = patch.files().map(|(file, bytes)| {
            let before = self.report.source(file);
            let own = self.report.redacted.iter().filter(|span| span.file == file);
            let redacted: Vec<Span> = own.copied().collect();
            let moved = redacted.iter().map(|span| patch.moved(*span));
            let moved: Option<Vec<Span>> = moved
                .map(|place| place.map(|place| Span::new(file, place.start, place.end)))
                .collect();
            Some(FixedFile {
                before: Version {
                    source: Arc::clone(before),
                    redacted,
                },
                after: Version {
                    source: Arc::new(SourceFile::new(file, before.path(), bytes).shown_as(before.shown())),
                    redacted: moved?,
                },
                made: vec![Made {
                    rule: self.finding.rule.id().to_owned(),
                    title: self.fix.title.clone(),
                    safety: self.fix.safety,
                }],
            })
        });
        files.collect()
    }
}
