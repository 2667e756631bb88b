//! A page to look at: findings by file with their source, grouped as in `full`, and filters for levels,
//! environments and rules. One file that needs no network.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::io::{self, Write};

use plimsoll_lint::{FileReport, Finding, Level, Report};
use plimsoll_model::environment::Environment;
use plimsoll_syntax::{FileId, Span};

use super::excerpt::{Line, excerpt};
use super::groups::{groups, together};
use super::prose::{Piece, pieces};
use super::source::Shown;
use super::xml::Escaped;
use super::{Drawing, Run, Style, hidden, page, said, summary};
use crate::terminal::printable;

const CSS: &str = include_str!("style.css");
const SCRIPT: &str = include_str!("script.js");

/// Only what this program writes may run, and nothing may be loaded but the pictures in the page itself.
const POLICY: &str = "default-src 'none'; style-src 'nonce-plimsoll'; script-src 'nonce-plimsoll'; img-src data:; \
                      base-uri 'none'; form-action 'none'";

/// So many places of a group are drawn; the lines of the others are named.
const MOST_DRAWN: usize = 12;
/// How many different helps of a group are shown.
const MOST_HELPS: usize = 3;

/// Writes the page. What is below the lowest level that people are shown is there, and filtered out at
/// first.
pub(super) fn write(report: &Report, style: &Style, run: &Run<'_>, out: &mut dyn Write) -> io::Result<()> {
    writeln!(
        out,
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"{POLICY}\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>plimsoll</title>\n<style nonce=\"plimsoll\">\n{CSS}</style>\n</head>\n<body>"
    )?;
    write_header(report, out)?;
    write_filters(report, style, out)?;
    writeln!(
        out,
        "<main>\n<p id=\"none\" hidden>Nothing to show with these filters.</p>"
    )?;
    for groups in together(groups(report, Level::Info), |group| group[0].span.file) {
        write_file(&groups, report, run, out)?;
    }
    write_hidden(report, style, out)?;
    run.drawings
        .iter()
        .try_for_each(|drawing| write_drawing(drawing, out))?;
    write_files(report, run, out)?;
    writeln!(
        out,
        "</main>\n<footer>plimsoll {}</footer>\n<script nonce=\"plimsoll\">\n{SCRIPT}</script>\n</body>\n</html>",
        env!("CARGO_PKG_VERSION")
    )
}

fn write_header(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let mut line = Vec::new();
    // What is filtered out at first is only a click away.
    summary::write(report, Level::Info, &mut line)?;
    let line = String::from_utf8_lossy(&line);
    let line = if line.is_empty() {
        "No files were found."
    } else {
        line.trim_end()
    };
    writeln!(out, "<header>\n<h1>plimsoll</h1>\n<p>{}</p>\n</header>", prose(line))
}

fn write_filters(report: &Report, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let findings = report.findings.len();
    writeln!(
        out,
        "<form hidden autocomplete=\"off\" data-findings=\"{findings}\">\n<div>\n<fieldset>"
    )?;
    for level in [Level::Error, Level::Warning, Level::Info] {
        let (count, checked) = (report.count(level), checked(level >= style.lowest));
        writeln!(
            out,
            "<label class=\"{level}\"><input type=\"checkbox\" name=\"level\" value=\"{level}\"{checked}>{level} ({count})</label>"
        )?;
    }
    writeln!(out, "</fieldset>\n<fieldset>")?;
    for environment in [Environment::Production, Environment::Development] {
        writeln!(
            out,
            "<label><input type=\"checkbox\" name=\"environment\" value=\"{environment}\" checked>{environment}</label>"
        )?;
    }
    writeln!(
        out,
        "</fieldset>\n<select name=\"rule\" aria-label=\"Rule\"><option value=\"\">every rule</option>"
    )?;
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for finding in &report.findings {
        *counts.entry(finding.rule.id()).or_default() += 1;
    }
    for (rule, count) in counts {
        writeln!(out, "<option value=\"{0}\">{0} ({count})</option>", Escaped(rule))?;
    }
    writeln!(
        out,
        "</select>\n<input type=\"search\" name=\"words\" placeholder=\"Search\" aria-label=\"Search\">\n\
         <output name=\"shown\"></output>\n</div>\n</form>"
    )
}

fn checked(is: bool) -> &'static str {
    if is { " checked" } else { "" }
}

/// The findings of a file.
fn write_file(groups: &[Vec<&Finding>], report: &Report, run: &Run<'_>, out: &mut dyn Write) -> io::Result<()> {
    let file = groups[0][0].span.file;
    let source = report.source(file);
    let shown = Shown::new(source, report.redacted_in(file));
    let path = printable(run.paths.for_services(source));
    write!(out, "<section>\n<h2>{}", Escaped(&path))?;
    if let Some(file) = report.files.iter().find(|own| own.file == file) {
        write!(out, " <small>{}</small>", prose(&taken_for(file)))?;
    }
    writeln!(out, "</h2>")?;
    for group in groups {
        write_group(group, &shown, report, run, out)?;
    }
    writeln!(out, "</section>")
}

fn taken_for(file: &FileReport) -> String {
    let verdict = &file.verdict;
    printable(&format!("for {}: {}", verdict.environment, verdict.reason)).into_owned()
}

/// The findings of one rule at one level in one file.
fn write_group(
    group: &[&Finding],
    shown: &Shown<'_>,
    report: &Report,
    run: &Run<'_>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let first = group[0];
    let (level, id, count) = (first.level, Escaped(first.rule.id()), group.len());
    let environments: BTreeSet<&str> = group.iter().map(|finding| finding.environment.name()).collect();
    let environments: Vec<&str> = environments.into_iter().collect();
    let is_same = group.iter().all(|finding| said(finding) == said(first));
    let title = if is_same {
        said(first).into_owned()
    } else {
        first.rule.title().to_owned()
    };
    writeln!(
        out,
        "<article class=\"{level}\" data-level=\"{level}\" data-rule=\"{id}\" data-environments=\"{}\" data-findings=\"{count}\">\n\
         <h3><span class=\"level\">{level}</span>{}</h3>",
        environments.join(" "),
        prose(&printable(&title))
    )?;
    let rule = match page::url(&first.rule) {
        Some(url) => format!("<a href=\"{}\" rel=\"noreferrer\">{id}</a>", Escaped(&url)),
        None => id.to_string(),
    };
    let (lines, environments) = (lines_of(group, report), environments.join(" and "));
    writeln!(out, "<p class=\"about\">{rule}, {lines}, {environments}</p>")?;
    write_source(group, shown, report, out)?;
    if !is_same {
        write_messages(group, report, out)?;
    }
    let helps: BTreeSet<&str> = group.iter().filter_map(|finding| finding.help.as_deref()).collect();
    for help in helps.into_iter().take(MOST_HELPS) {
        writeln!(out, "<p class=\"help\"><b>Help:</b> {}</p>", prose(&printable(help)))?;
    }
    write_notes(group, report, run, out)?;
    writeln!(out, "</article>")
}

/// `line 4`, or `lines 4, 7`.
fn lines_of(group: &[&Finding], report: &Report) -> String {
    let source = report.source(group[0].span.file);
    let lines: BTreeSet<usize> = group.iter().map(|finding| source.line_of(finding.span.start)).collect();
    let word = if lines.len() == 1 { "line" } else { "lines" };
    let lines: Vec<String> = lines.iter().map(ToString::to_string).collect();
    format!("{word} {}", lines.join(", "))
}

fn write_source(group: &[&Finding], shown: &Shown<'_>, report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let source = report.source(group[0].span.file);
    let places: Vec<Span> = group.iter().take(MOST_DRAWN).map(|finding| finding.span).collect();
    write!(out, "<pre>")?;
    let mut last = None;
    for Line { number, parts, is_hit } in excerpt(shown, source, &places) {
        let gap = if last.is_some_and(|last| last + 1 < number) {
            " gap"
        } else {
            ""
        };
        let class = if is_hit { "hit" } else { "near" };
        write!(out, "<span class=\"{class}{gap}\" data-line=\"{number}\">")?;
        for (text, is_marked) in parts {
            match is_marked {
                true => write!(out, "<mark>{}</mark>", Escaped(text))?,
                false => write!(out, "{}", Escaped(text))?,
            }
        }
        write!(out, "</span>")?;
        last = Some(number);
    }
    writeln!(out, "</pre>")
}

/// What is wrong at each place, where it is not the same everywhere.
fn write_messages(group: &[&Finding], report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let source = report.source(group[0].span.file);
    writeln!(out, "<ul class=\"notes\">")?;
    for finding in group {
        let line = source.line_of(finding.span.start);
        writeln!(out, "<li>line {line}: {}</li>", prose(&printable(&said(finding))))?;
    }
    writeln!(out, "</ul>")
}

/// Other places that belong to the findings.
fn write_notes(group: &[&Finding], report: &Report, run: &Run<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut notes = BTreeSet::new();
    for note in group.iter().flat_map(|finding| &finding.notes) {
        let source = report.source(note.span.file);
        notes.insert((
            run.paths.for_services(source),
            source.line_of(note.span.start),
            note.text.as_str(),
        ));
    }
    if notes.is_empty() {
        return Ok(());
    }
    writeln!(out, "<ul class=\"notes\">")?;
    for (path, line, text) in notes {
        let (path, text) = (printable(path), printable(text));
        writeln!(out, "<li>{}:{line}: {}</li>", Escaped(&path), prose(&text))?;
    }
    writeln!(out, "</ul>")
}

fn write_hidden(report: &Report, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let lines: Vec<String> = hidden::lines(report, style).filter(|_| style.hidden).collect();
    if lines.is_empty() {
        return Ok(());
    }
    writeln!(
        out,
        "<details>\n<summary>Hidden findings ({})</summary>\n<ul>",
        lines.len()
    )?;
    lines
        .iter()
        .try_for_each(|line| writeln!(out, "<li>{}</li>", prose(line)))?;
    writeln!(out, "</ul>\n</details>")
}

/// A picture of a deployment, as an image: its styles are its own, and nothing in it can run.
fn write_drawing(drawing: &Drawing, out: &mut dyn Write) -> io::Result<()> {
    let title = printable(&drawing.title);
    let (title, url) = (Escaped(&title), in_url(&drawing.svg));
    writeln!(
        out,
        "<details>\n<summary>{title}</summary>\n\
         <img class=\"drawing\" loading=\"lazy\" alt=\"{title}\" src=\"data:image/svg+xml,{url}\">\n</details>"
    )
}

/// A text as a part of a URL.
fn in_url(text: &str) -> String {
    let mut url = String::with_capacity(text.len() * 3 / 2);
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'/' | b':' | b'=' | b';' | b' ' => {
                url.push(char::from(byte));
            }
            byte => {
                let _ = write!(url, "%{byte:02X}");
            }
        }
    }
    url
}

/// What each file was taken for.
fn write_files(report: &Report, run: &Run<'_>, out: &mut dyn Write) -> io::Result<()> {
    let counts = report
        .findings
        .iter()
        .fold(BTreeMap::<FileId, usize>::new(), |mut counts, finding| {
            *counts.entry(finding.span.file).or_default() += 1;
            counts
        });
    let files = report.files.len();
    writeln!(
        out,
        "<details>\n<summary>Files ({files})</summary>\n<table>\n\
         <tr><th>file</th><th>kind</th><th>taken for</th><th>findings</th></tr>"
    )?;
    for file in &report.files {
        let path = printable(run.paths.for_services(report.source(file.file)));
        writeln!(
            out,
            "<tr><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>",
            Escaped(&path),
            file.kind.name(),
            prose(&taken_for(file)),
            counts.get(&file.file).unwrap_or(&0)
        )?;
    }
    writeln!(out, "</table>\n</details>")
}

/// A sentence with its code marked up.
fn prose(text: &str) -> String {
    let piece = |piece| match piece {
        Piece::Words(words) => Escaped(words).to_string(),
        Piece::Code(code) => format!("<code>{}</code>", Escaped(code)),
    };
    pieces(text).map(piece).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::testing;

    fn page(report: &Report) -> String {
        testing::written(|out| write(report, &testing::PLAIN, &testing::run(), out))
    }

    #[test]
    fn a_file_has_its_groups_and_their_source() {
        let page = page(&testing::report());
        let start = page.find("<section>").expect("there is a file");
        let end = page.find("</section>").expect("it ends");
        insta::assert_snapshot!(&page[start..end], @r#"
        <section>
        <h2>compose.yaml <small>for development: <code>dev</code> in the name</small></h2>
        <article class="error" data-level="error" data-rule="privileged-container" data-environments="development" data-findings="1">
        <h3><span class="level">error</span><code>web</code> may do everything on the host</h3>
        <p class="about"><a href="https://github.com/plimsoll-lint/plimsoll/blob/main/rules/compose/privileged_container.md" rel="noreferrer">privileged-container</a>, line 4, development</p>
        <pre><span class="near" data-line="3">    build: .</span><span class="hit" data-line="4">    pr<mark>ivileged: true</mark></span></pre>
        <ul class="notes">
        <li>app/Dockerfile:2: the image is built here</li>
        </ul>
        </article>
        "#);
        assert!(!page.contains("http-equiv=\"refresh\"") && page.matches("<script").count() == 1);
    }

    #[test]
    fn a_drawing_is_an_image() {
        let svg = "<svg><style>*{display:none}</style><script>alert(1)</script></svg>".to_owned();
        let title = "compose.yaml (production) <b>".to_owned();
        let run = Run {
            drawings: &[Drawing { title, svg }],
            ..testing::run()
        };
        let page = testing::written(|out| write(&testing::report(), &testing::PLAIN, &run, out));
        assert!(
            page.contains("src=\"data:image/svg+xml,%3Csvg%3E%3Cstyle%3E%2A%7B"),
            "{page}"
        );
        assert!(
            page.contains("<summary>compose.yaml (production) &lt;b&gt;</summary>"),
            "{page}"
        );
        assert_eq!(page.matches("<script").count(), 1);
    }

    #[test]
    fn nothing_of_a_file_is_markup() {
        let hostile = "</pre><script>alert(1)</script><img src=x onerror=alert(1)>\"'";
        let mut report = testing::report_of(hostile, &[0..5, 6..9], |index| format!("{hostile} {index}"));
        report.findings[0].help(hostile.to_owned());
        report.findings[0].note(Span::new(FileId(0), 0, 5), hostile);
        let page = page(&report);
        assert_eq!(page.matches("<script").count(), 1, "{page}");
        assert!(!page.contains("<img"), "{page}");
    }
}
