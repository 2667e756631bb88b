//! The report for people: source, marks under it, help.
//!
//! Findings of one rule are one block, the worst first, since nobody reads the same sentence for the
//! fifth time: those of the first file are drawn with a mark at each place, those of the others are
//! listed. If three services or more have a finding in common, the first one is drawn and the others
//! are listed with their lines; the same goes for findings that are not urgent. The formats for
//! machines keep them apart.

use std::fmt;
use std::io::{self, Write};

use miette::{Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, Severity, SourceCode};
use plimsoll_lint::{Finding, Level, Note, Report};
use plimsoll_syntax::FileId;
use unicode_width::UnicodeWidthStr;

use super::groups::{self, by_rule};
use super::source::Shown;
use super::{Style, said, statistics, summary};
use crate::terminal::printable;

/// So many rules are drawn with the source, the worst of all. Of the others each takes a few lines,
/// so that a report fits on a screen.
const MOST_DRAWN: usize = 5;
/// How many places of a block are shown.
const MOST_PLACES: usize = 8;
/// How many places of a list are written.
const MOST_LISTED: usize = 60;
/// How many places in other files are written.
const MOST_ELSEWHERE: usize = 4;
/// How many different helps of a block are shown.
const MOST_HELPS: usize = 3;

/// Writes the findings in blocks, and what the files were taken for.
pub(super) fn write(report: &Report, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    if style.statistics {
        statistics::write(report, out)?;
    } else {
        write_blocks(report, style, out)?;
    }
    if style.quiet {
        return Ok(());
    }
    if !style.statistics {
        summary::write_environments(report, out)?;
    }
    summary::write(report, style.lowest, out)
}

fn write_blocks(report: &Report, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let mut shown: Option<(FileId, Shown<'_>)> = None;
    let rules = by_rule(report, style.lowest);
    for (index, files) in rules.iter().enumerate() {
        let (findings, others) = (&files[0], &files[1..]);
        if index < MOST_DRAWN {
            let file = findings[0].span.file;
            let source = match shown.take() {
                Some((last, source)) if last == file => source,
                _ => Shown::new(report.source(file), report.redacted_in(file)),
            };
            draw(files, &source, report, style, out)?;
            shown = Some((file, source));
            elsewhere("also:", others, report).write(style, out)?;
            writeln!(out)?;
        } else {
            write_in_short(files, report, style, out)?;
        }
    }
    if rules.len() > MOST_DRAWN {
        writeln!(out)?;
    }
    Ok(())
}

/// Findings of a file with their source.
fn draw(
    files: &[Vec<&Finding>],
    source: &Shown<'_>,
    report: &Report,
    style: &Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    let findings = &files[0][..];
    let list = services(findings, report).or_else(|| lines(findings, report));
    let drawn = if list.is_some() { &findings[..1] } else { findings };
    let block = Block::new(title(files), findings, drawn, source);
    let mut text = String::new();
    handler(style)
        .render_report(&mut text, &block)
        .map_err(|_| io::Error::other("the full report could not be drawn"))?;
    // An empty line in the source leaves trailing spaces.
    for line in text.lines().skip_while(|line| line.trim().is_empty()) {
        writeln!(out, "{}", line.trim_end())?;
    }
    if let Some(list) = &list {
        list.write(style, out)?;
    }
    write_rest(findings, report, list.is_none(), out)
}

/// Findings of a rule without their source: what is wrong, and where.
fn write_in_short(files: &[Vec<&Finding>], report: &Report, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{}", title(files))?;
    elsewhere("at", files, report).write(style, out)
}

/// The places of findings, each with the name of its file.
fn elsewhere(lead: &'static str, files: &[Vec<&Finding>], report: &Report) -> List {
    let mut places = Vec::new();
    for findings in files {
        let source = report.source(findings[0].span.file);
        let lines = findings.iter().map(|finding| source.position(finding.span.start).line);
        let mut lines: Vec<String> = lines.map(|line| line.to_string()).collect();
        lines.dedup();
        let more = if lines.len() > 3 { " …" } else { "" };
        lines.truncate(3);
        places.push(format!("{}:{}{more}", printable(source.shown()), lines.join(" ")));
    }
    List {
        lead,
        places,
        most: MOST_ELSEWHERE,
    }
}

/// `warning[untagged] no tag`: the message, or what different messages have in common.
fn title(files: &[Vec<&Finding>]) -> String {
    let first = files[0][0];
    let message = said(first);
    let is_same = files.iter().flatten().all(|finding| said(finding) == message);
    let message = if is_same { &*message } else { first.rule.title() };
    format!("{}[{}] {}", first.level, first.rule.id(), printable(message))
}

fn handler(style: &Style) -> GraphicalReportHandler {
    let theme = if style.color {
        GraphicalTheme::unicode()
    } else {
        GraphicalTheme::unicode_nocolor()
    };
    GraphicalReportHandler::new_themed(theme)
        .with_width(style.width)
        .with_links(false)
        .with_context_lines(0)
}

/// Places that are named below a frame instead of drawn in it.
struct List {
    lead: &'static str,
    places: Vec<String>,
    /// So many are written.
    most: usize,
}

impl List {
    fn write(&self, style: &Style, out: &mut dyn Write) -> io::Result<()> {
        if self.places.is_empty() {
            return Ok(());
        }
        let mut words: Vec<String> = self.places.iter().take(self.most).cloned().collect();
        if self.places.len() > self.most {
            words.push(format!("… and {} more", self.places.len() - self.most));
        }
        let mut line = format!("  {}", self.lead);
        let indent = " ".repeat(line.width());
        for (index, word) in words.iter().enumerate() {
            let comma = if index + 1 < words.len() { "," } else { "" };
            if line.width() + word.width() + 2 > style.width {
                writeln!(out, "{line}")?;
                line.clone_from(&indent);
            }
            line.push_str(&format!(" {word}{comma}"));
        }
        writeln!(out, "{line}")
    }
}

/// The services that findings are about, each with its line.
fn services(findings: &[&Finding], report: &Report) -> Option<List> {
    let places = groups::services(findings, report)?;
    let named = places
        .iter()
        .map(|place| format!("`{}` (line {})", place.name, place.line));
    Some(List {
        lead: "places:",
        places: named.collect(),
        most: MOST_LISTED,
    })
}

/// The lines of all but the first, if all say the same and none is urgent: one of them is enough to
/// see what is meant.
fn lines(findings: &[&Finding], report: &Report) -> Option<List> {
    let [first, rest @ ..] = findings else { return None };
    let is_alike = |f: &&Finding| f.level == Level::Info && f.notes.is_empty() && said(f) == said(first);
    if rest.is_empty() || !findings.iter().all(is_alike) {
        return None;
    }
    let source = report.source(first.span.file);
    let lines = rest.iter().map(|finding| source.position(finding.span.start).line);
    let mut lines: Vec<usize> = lines.collect();
    lines.dedup();
    Some(List {
        lead: if lines.len() == 1 {
            "the same at line"
        } else {
            "the same at lines"
        },
        places: lines.iter().map(ToString::to_string).collect(),
        most: MOST_LISTED,
    })
}

/// What the frame does not show: places in other files, and how many places were left out.
fn write_rest(findings: &[&Finding], report: &Report, cuts: bool, out: &mut dyn Write) -> io::Result<()> {
    let elsewhere = |note: &&Note| note.span.file != findings[0].span.file;
    let notes = findings.iter().flat_map(|f| f.notes.iter()).filter(elsewhere);
    let mut written: Vec<&Note> = Vec::new();
    for note in notes {
        if written.contains(&note) {
            continue;
        }
        if written.len() == MOST_PLACES {
            break;
        }
        written.push(note);
        let source = report.source(note.span.file);
        let place = source.position(note.span.start);
        let (path, text) = (printable(source.shown()), printable(&note.text));
        writeln!(out, "  note: {path}:{}:{}: {text}", place.line, place.column)?;
    }
    if cuts && findings.len() > MOST_PLACES {
        let more = findings.len() - MOST_PLACES;
        let places = if more == 1 { "place" } else { "places" };
        writeln!(
            out,
            "  … and {more} more {places} in this file; `--format json` has them all"
        )?;
    }
    Ok(())
}

/// The findings of one rule in one file, in miette's terms.
struct Block<'a> {
    title: String,
    level: Level,
    help: Option<String>,
    labels: Vec<LabeledSpan>,
    source: &'a Shown<'a>,
}

impl<'a> Block<'a> {
    /// `drawn` are the findings whose source is shown.
    fn new(title: String, findings: &[&Finding], drawn: &[&Finding], source: &'a Shown<'a>) -> Self {
        let first = findings[0];
        let same = title.ends_with(&*printable(&said(first)));
        Self {
            title,
            level: first.level,
            help: helps(findings),
            labels: labels(drawn, source, !same),
            source,
        }
    }
}

fn helps(findings: &[&Finding]) -> Option<String> {
    let mut helps: Vec<String> = Vec::new();
    for help in findings.iter().filter_map(|f| f.help.as_deref()) {
        let help: Vec<_> = help.lines().map(printable).collect();
        let help = help.join("\n");
        if helps.len() < MOST_HELPS && !helps.contains(&help) {
            helps.push(help);
        }
    }
    (!helps.is_empty()).then(|| helps.join("\n"))
}

fn labels(findings: &[&Finding], source: &Shown<'_>, with_messages: bool) -> Vec<LabeledSpan> {
    let mut labels = Vec::new();
    for (index, finding) in findings.iter().take(MOST_PLACES).enumerate() {
        let text = with_messages.then(|| printable(&said(finding)).into_owned());
        let (start, len) = source.label(finding.span);
        let label = if index == 0 {
            LabeledSpan::new_primary_with_span(text, (start, len))
        } else {
            LabeledSpan::new(text, start, len)
        };
        labels.push(label);
        let here = finding.notes.iter().filter(|n| n.span.file == finding.span.file);
        for note in here.take(MOST_PLACES) {
            let (start, len) = source.label(note.span);
            let label = LabeledSpan::new(Some(printable(&note.text).into_owned()), start, len);
            // Findings of one rule often refer to the same place.
            if !labels.contains(&label) {
                labels.push(label);
            }
        }
    }
    labels
}

impl fmt::Debug for Block<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.title)
    }
}

impl fmt::Display for Block<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.title)
    }
}

impl std::error::Error for Block<'_> {}

impl Diagnostic for Block<'_> {
    fn severity(&self) -> Option<Severity> {
        Some(match self.level {
            Level::Error => Severity::Error,
            Level::Warning => Severity::Warning,
            Level::Info => Severity::Advice,
        })
    }

    fn help<'b>(&'b self) -> Option<Box<dyn fmt::Display + 'b>> {
        self.help.as_ref().map(|h| Box::new(h) as Box<dyn fmt::Display>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(self.source)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(self.labels.iter().cloned()))
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use super::*;
    use crate::report::testing;

    fn written(report: &Report) -> String {
        testing::written(|out| write(report, &testing::PLAIN, out))
    }

    #[test]
    fn one_block_per_rule_and_file() {
        insta::assert_snapshot!(written(&testing::report()), @r#"
         × error[privileged-container] `web` may do everything on the host
          ╭─[compose.yaml:4:7]
        4 │     privileged: true
          ·       ───────────────
          ╰────
         note: app/Dockerfile:2:1: the image is built here

         ⚠ warning[untagged] Image without a fixed tag
          ╭─[app/Dockerfile:1:6]
        1 │ FROM debian AS base
          ·      ───┬──
          ·         ╰── `debian` has no tag
        2 │ FROM node
          ·      ──┬─
          ·        ╰── `node` has no tag
          ╰────
         help: name a version: `debian:12.7`
               name a version: `node:22.11`

         ☞ info[add-local-file] `ADD` copies a local file
          ╭─[app/Dockerfile:4:1]
        4 │ ADD é.toml /etc/
          · ─── ───┬──
          ·  │     ╰── this is a local file
          ╰────
         help: `COPY` does only that
        "#);
    }

    #[test]
    fn many_places_are_cut() {
        let text = "FROM a\n".repeat(12);
        let spans: Vec<_> = (0..12).map(|i| i * 7 + 5..i * 7 + 6).collect();
        let report = testing::report_of(&text, &spans, |_| "no tag".to_owned());
        insta::assert_snapshot!(written(&report), @r#"
         ⚠ warning[untagged] no tag
          ╭─[Dockerfile:1:6]
        1 │ FROM a
          ·      ─
        2 │ FROM a
          ·      ─
        3 │ FROM a
          ·      ─
        4 │ FROM a
          ·      ─
        5 │ FROM a
          ·      ─
        6 │ FROM a
          ·      ─
        7 │ FROM a
          ·      ─
        8 │ FROM a
          ·      ─
          ╰────
         … and 4 more places in this file; `--format json` has them all
        "#);
    }

    #[test]
    fn what_presses_nobody_is_drawn_once_below_what_is_grave() {
        let text = "FROM a\n".repeat(4);
        let spans: Vec<_> = (0..4).map(|i| i * 7 + 5..i * 7 + 6).collect();
        let mut report = testing::report_of(&text, &spans, |_| "no tag".to_owned());
        for finding in &mut report.findings {
            finding.level = Level::Info;
        }
        let grave = testing::finding(testing::rule("grave"), 26..27, "grave");
        report.findings.push(Box::new(grave));
        let text = written(&report);
        assert!(text.starts_with("  ⚠ warning[grave] grave\n"), "{text}");
        assert_eq!(text.matches('╭').count(), 2, "{text}");
        assert!(text.contains("  the same at lines 2, 3, 4\n"), "{text}");
    }

    #[test]
    fn the_sixth_rule_gets_a_line_and_other_files_are_named() {
        let mut report = testing::report();
        for index in 0..6 {
            let mut finding = testing::finding(testing::rule(&format!("rule-{index}")), 5..11, "odd");
            let mut other = finding.clone();
            other.span.file = FileId(1);
            finding.level = Level::Error;
            other.level = Level::Error;
            report.findings.extend([finding, other].map(Box::new));
        }
        let text = written(&report);
        assert_eq!(text.matches('╭').count(), MOST_DRAWN, "{text}");
        assert!(text.contains("\n  also: compose.yaml:1\n"), "{text}");
        assert!(
            text.contains("\nerror[rule-5] odd\n  at app/Dockerfile:1, compose.yaml:1\n"),
            "{text}"
        );
        assert!(
            text.contains("\nwarning[untagged] Image without a fixed tag\n  at app/Dockerfile:1 2\n"),
            "{text}"
        );
    }

    #[test]
    fn what_most_services_have_is_a_list() {
        let text = "services:\n  web:\n    image: a\n  api:\n    image: a\n  db:\n    image: a\n";
        let spans = [12..15, 32..35, 52..54];
        let report = testing::report_of(text, &spans, |i| format!("`{i}` has no ceiling"));
        insta::assert_snapshot!(written(&report), @r#"
         ⚠ warning[untagged] Image without a fixed tag
          ╭─[Dockerfile:2:3]
        2 │   web:
          ·   ─┬─
          ·    ╰── `0` has no ceiling
          ╰────
         places: `web` (line 2), `api` (line 4), `db` (line 6)
        "#);
        // Two are drawn, and so are keys that every service has.
        for spans in [&spans[..2], &[21..26, 41..46, 60..65]] {
            let report = testing::report_of(text, spans, |_| "has no ceiling".to_owned());
            assert!(!written(&report).contains("places:"), "{spans:?}");
        }
        let others = testing::report_of(text, &spans, |i| "odd ".repeat(i + 1));
        assert!(!written(&others).contains("places:"));
    }

    #[test]
    fn lists_are_wrapped_by_what_they_take_on_the_screen() {
        let places = (1..=6)
            .map(|number| format!("`漢字漢字漢字漢字` (line {number})"))
            .collect();
        let list = List {
            lead: "places:",
            places,
            most: MOST_LISTED,
        };
        let text = testing::written(|out| list.write(&testing::PLAIN, out));
        let expected = [
            "  places: `漢字漢字漢字漢字` (line 1), `漢字漢字漢字漢字` (line 2),",
            "          `漢字漢字漢字漢字` (line 3), `漢字漢字漢字漢字` (line 4),",
            "          `漢字漢字漢字漢字` (line 5), `漢字漢字漢字漢字` (line 6)",
        ];
        assert_eq!(text.lines().collect::<Vec<_>>(), expected);
    }

    #[test]
    fn odd_places_are_drawn() {
        let report = testing::report_of("FROM a\x1b[2J\u{1a}\nRUN b", &[12..12, 19..19, 0..0], |i| {
            format!("place {i}")
        });
        insta::assert_snapshot!(written(&report), @r#"
         ⚠ warning[untagged] Image without a fixed tag
          ╭─[Dockerfile:2:1]
        1 │ FROM a?[2J?
          · ▲
          · ╰── place 2
        2 │ RUN b
          · ▲   ┬
          · │   ╰── place 1
          · ╰── place 0
          ╰────
        "#);
        let start = std::iter::once(0..0).collect::<Vec<_>>();
        let empty = testing::report_of("", &start, |_| "no `FROM`".to_owned());
        insta::assert_snapshot!(written(&empty), @r#"
        ⚠ warning[untagged] no `FROM`
         ╭─[Dockerfile:1:1]
         ╰────
        "#);
    }

    #[test]
    fn any_place_can_be_drawn() {
        let pieces = [
            "RUN", " ", "\t", "é", "漢", "\n", "\r\n", "\n\n", "\r", "\u{1a}", "🐳", "\u{202e}", "\u{301}",
        ];
        let long = "x".repeat(450);
        // Our own small generator: the same texts in each run.
        let mut state = 7_u32;
        let mut next = |below: usize| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 8) as usize % below
        };
        for _ in 0..600 {
            let mut text = String::new();
            for _ in 0..next(40) {
                text.push_str(pieces.get(next(pieces.len() + 1)).unwrap_or(&long.as_str()));
            }
            let boundaries: Vec<usize> = (0..=text.len()).filter(|at| text.is_char_boundary(*at)).collect();
            let mut spans = Vec::new();
            for _ in 0..=next(10) {
                let (a, b) = (boundaries[next(boundaries.len())], boundaries[next(boundaries.len())]);
                spans.push(a.min(b)..a.max(b));
            }
            spans.sort_by_key(|s| (s.start, s.end));
            let report = testing::report_of(&text, &spans, |i| format!("place {}", i % 3));
            let shown = written(&report);
            assert!(!shown.contains("Failed to read"), "{text:?} {spans:?}\n{shown}");
        }
    }

    #[test]
    fn a_long_line_is_cut() {
        let text = format!("services: {{{}}}\n", "web: {image: a}, ".repeat(10_000));
        let spans: Vec<_> = (0..6).map(|i| i * 20_000 + 11..i * 20_000 + 14).collect();
        let text = written(&testing::report_of(&text, &spans, |_| "no health check".to_owned()));
        assert!(text.len() < 6_000, "{} bytes", text.len());
        assert!(text.matches("web: {image: a}").count() > 6);
    }

    #[test]
    fn five_hundred_findings_are_quick() {
        let text = "RUN cd /x && make\n".repeat(20_000);
        let mut report = testing::report_of(&text, &[], |_| String::new());
        for i in 0..500 {
            let rule = testing::rule(&format!("rule-{i}"));
            let finding = testing::finding(rule, i * 700..i * 700 + 3, "slow");
            report.findings.push(Box::new(finding));
        }
        let start = Instant::now();
        assert_eq!(written(&report).matches("slow").count(), 500);
        // Milliseconds when nothing else runs; the bound is for a busy machine.
        assert!(start.elapsed() < Duration::from_secs(2), "{:?}", start.elapsed());
    }
}
