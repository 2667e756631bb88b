//! Tables for a comment on a change or the summary of a build: a row for what is a line in `concise`.

use std::fmt::Write as _;
use std::io::{self, Write};

use plimsoll_lint::{Finding, Report};

use super::concise::{line_of, other_files, others};
use super::groups::{groups, together};
use super::paths::uri;
use super::prose::{Piece, pieces};
use super::{Run, Style, hidden, page, said, summary};
use crate::terminal::printable;

/// GitHub takes no more than 1 MiB.
const MOST_BYTES: usize = 900 << 10;

/// Writes a table for each file.
pub(super) fn write(report: &Report, style: &Style, run: &Run<'_>, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "## plimsoll")?;
    if !style.quiet {
        let mut line = Vec::new();
        summary::write(report, style.lowest, &mut line)?;
        let line = String::from_utf8_lossy(&line);
        let line = if line.is_empty() {
            "No files were found."
        } else {
            line.trim_end()
        };
        line.lines().try_for_each(|line| writeln!(out, "\n{}", escaped(line)))?;
    }
    let lines = together(groups(report, style.lowest), |group| line_of(group));
    let rows = lines.len();
    let tables = together(lines, |files| files[0][0].span.file);
    let (mut written, mut bytes) = (0, 0);
    'tables: for lines in &tables {
        let source = report.source(lines[0][0][0].span.file);
        let path = run.paths.for_services(source);
        let mut table = format!(
            "\n### {}\n\n| level | line | rule | what |\n| --- | ---: | --- | --- |\n",
            escaped(&printable(path))
        );
        for files in lines {
            let row = row(files, path, report);
            bytes += table.len() + row.len();
            if bytes > MOST_BYTES {
                break 'tables;
            }
            write!(out, "{table}{row}")?;
            table.clear();
            written += 1;
        }
    }
    if written < rows {
        writeln!(out, "\n{} more rows do not fit here.", rows - written)?;
    }
    write_hidden(report, style, out)
}

fn row(files: &[Vec<&Finding>], path: &str, report: &Report) -> String {
    let findings = &files[0];
    let first = findings[0];
    let (level, id) = (first.level, first.rule.id());
    let line = report.source(first.span.file).position(first.span.start).line;
    let rule = match page::url(&first.rule) {
        Some(url) => format!("[{id}]({url})"),
        None => escaped(id),
    };
    let more = format!("{}{}", others(findings, report), other_files(&files[1..], report));
    let message = format!("{}{}", printable(&said(first)), printable(&more));
    let mut row = format!(
        "| {level} | [{line}]({}#L{line}) | {rule} | {}",
        uri(path),
        escaped(&message)
    );
    for help in first.help.iter().flat_map(|help| help.lines()) {
        _ = write!(row, "<br>{}", escaped(&printable(help)));
    }
    row.push_str(" |\n");
    row
}

fn write_hidden(report: &Report, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let mut lines = hidden::lines(report, style).filter(|_| style.hidden).peekable();
    if lines.peek().is_some() {
        writeln!(out, "\n### Hidden\n")?;
    }
    lines.try_for_each(|line| writeln!(out, "- {}", escaped(&line)))
}

/// A sentence in which only the code in backticks is marked up, whatever else the words of a file do.
fn escaped(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for piece in pieces(text) {
        match piece {
            // Everything but these is code as it is written, also in a table.
            Piece::Code(code) if !code.trim().is_empty() && !code.contains(['\\', '|']) => {
                _ = write!(shown, "`{code}`");
            }
            Piece::Code(code) => {
                _ = write!(shown, "<code>{}</code>", entities(code));
            }
            Piece::Words(words) => shown.push_str(&entities(words)),
        }
    }
    shown
}

/// The text with a reference for each character that Markdown or HTML could mean something by.
fn entities(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' | '`' | '*' | '_' | '{' | '}' | '[' | ']' | '<' | '>' | '#' | '|' | '~' | '&' | '!' | '@' | '$' => {
                _ = write!(shown, "&#{};", u32::from(c));
            }
            c => shown.push(c),
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use plimsoll_lint::Level;

    use super::*;
    use crate::report::testing;

    #[test]
    fn a_table_for_each_file() {
        let report = testing::report();
        let style = Style {
            quiet: false,
            hidden: true,
            ..testing::PLAIN
        };
        insta::assert_snapshot!(testing::written(|out| write(&report, &style, &testing::run(), out)), @r#"
        ## plimsoll

        2 files (1 production, assumed; 1 development): 1 error, 2 warnings, 1 info in 3 groups; 1 ignored in the files

        1 can be fixed with `--fix`

        ### compose.yaml

        | level | line | rule | what |
        | --- | ---: | --- | --- |
        | error | [4](compose.yaml#L4) | [privileged-container](https://github.com/plimsoll-lint/plimsoll/blob/main/rules/compose/privileged_container.md) | `web` may do everything on the host |

        ### app/Dockerfile

        | level | line | rule | what |
        | --- | ---: | --- | --- |
        | warning | [1](app/Dockerfile#L1) | untagged | `debian` has no tag (and 1 more: line 2)<br>name a version: `debian:12.7` |
        | info | [4](app/Dockerfile#L4) | [add-local-file](https://github.com/plimsoll-lint/plimsoll/blob/main/rules/dockerfile/add_local_file.md) | `ADD` copies a local file<br>`COPY` does only that |

        ### Hidden

        - app/Dockerfile:5:1: warning&#91;runs-as-root&#93; it runs as root (ignored at line 4)
        "#);
        let quiet = Style {
            lowest: Level::Warning,
            ..testing::PLAIN
        };
        let text = testing::written(|out| write(&report, &quiet, &testing::run(), out));
        assert!(!text.contains("info"), "{text}");
    }

    #[test]
    fn words_of_a_file_mark_nothing_up() {
        assert_eq!(escaped("`a_b` *c* <d>|"), "`a_b` &#42;c&#42; &#60;d&#62;&#124;");
        assert_eq!(escaped("`a|b`"), "<code>a&#124;b</code>");
        assert_eq!(escaped("a ` b"), "a &#96; b");
    }

    #[test]
    fn what_does_not_fit_is_counted() {
        let mut report = testing::report_of("FROM a\n", &vec![5..6; 400], |_| "long ".repeat(1_000));
        for (index, finding) in report.findings.iter_mut().enumerate() {
            finding.rule = testing::rule(&format!("rule-{index}"));
        }
        let text = testing::written(|out| write(&report, &testing::PLAIN, &testing::run(), out));
        assert!(text.len() < 1 << 20 && text.ends_with(" more rows do not fit here.\n"));
    }
}
