//! The end of a report: what the files were taken for, and one line of counts.

use std::io::{self, Write};

use plimsoll_lint::{FileReport, Level, Report, Safety, Suppression};
use plimsoll_model::environment::{Environment, Reason};
use plimsoll_model::files::FileKind;

use super::groups::{by_rule, together};
use crate::terminal::printable;

/// At most this many reasons are written; for more files, only their number is useful.
const NAMED: usize = 5;

/// Writes what the files were taken for, and why. Dockerfiles for production are left out, since
/// that is their normal purpose.
pub(crate) fn write_environments(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let tells = |f: &&FileReport| f.kind != FileKind::Dockerfile || f.verdict.environment == Environment::Development;
    let reason = |file: &&FileReport| format!("for {}: {}", file.verdict.environment, file.verdict.reason);
    let reasons = together(report.files.iter().filter(tells), reason);
    let path = |file: &FileReport| report.source(file.file).shown();
    for files in reasons.iter().take(NAMED) {
        let reason = reason(&files[0]);
        let line = match &files[..] {
            [file] => format!("{} is {reason}", path(file)),
            [file, other] => format!("{} and {} are {reason}", path(file), path(other)),
            [file, rest @ ..] => format!("{} and {} others are {reason}", path(file), rest.len()),
            [] => continue,
        };
        writeln!(out, "{}", printable(&line))?;
    }
    let more: usize = reasons.iter().skip(NAMED).map(Vec::len).sum();
    if more > 0 {
        writeln!(out, "… and {more} more; `--format json` says what each file is for")?;
    }
    Ok(())
}

/// Writes how many files were judged as what, how many findings there are, and how many of them are
/// below the lowest level that is shown.
pub(crate) fn write(report: &Report, lowest: Level, out: &mut dyn Write) -> io::Result<()> {
    if report.files.is_empty() {
        return Ok(());
    }
    let taken = [Environment::Production, Environment::Development].map(|environment| {
        let files = report
            .files
            .iter()
            .filter(|file| file.verdict.environment == environment);
        let (assumed, said): (Vec<_>, Vec<_>) = files.partition(|file| file.verdict.reason == Reason::Default);
        match (assumed.len(), said.len()) {
            (0, 0) => None,
            (0, said) => Some(format!("{said} {environment}")),
            (assumed, 0) => Some(format!("{assumed} {environment}, assumed")),
            (assumed, said) => Some(format!("{} {environment}, {assumed} of them assumed", assumed + said)),
        }
    });
    let taken: Vec<String> = taken.into_iter().flatten().collect();
    let files = if report.files.len() == 1 { "file" } else { "files" };
    write!(out, "{} {files} ({}): ", report.files.len(), taken.join("; "))?;
    let shown = [Level::Error, Level::Warning, Level::Info].into_iter();
    let (shown, hidden): (Vec<Level>, Vec<Level>) = shown.partition(|level| *level >= lowest);
    let counts = counts(report, &shown);
    write!(out, "{}", if counts.is_empty() { "no findings" } else { &counts })?;
    let count: usize = shown.iter().map(|level| report.count(*level)).sum();
    let groups = by_rule(report, lowest).len();
    if groups < count {
        write!(out, " in {groups} {}", if groups == 1 { "group" } else { "groups" })?;
    }
    let rest = self::counts(report, &hidden);
    if !rest.is_empty() {
        write!(out, "; {rest} not shown (`--show {}`)", lightest(report).name())?;
    }
    let harmless = report
        .findings
        .iter()
        .filter(|finding| finding.came_by_itself && finding.level > Level::Info);
    let harmless = harmless.count();
    if harmless > 0 {
        let words = if harmless == 1 {
            "came with the date and does not fail the run"
        } else {
            "came with the date and do not fail the run"
        };
        write!(out, "; {harmless} {words}")?;
    }
    for (count, how) in [
        (report.hidden(Suppression::is_comment), "ignored in the files"),
        (report.hidden(Suppression::is_exception), "accepted by exceptions"),
        (
            report.hidden(|by| *by == Suppression::Baseline),
            "known from the baseline",
        ),
        (report.hidden(|by| *by == Suppression::Before), "there before"),
    ] {
        if count > 0 {
            write!(out, "; {count} {how}")?;
        }
    }
    writeln!(out)?;
    write_fixes(report, out)
}

/// Writes how many of the findings can be fixed, and how.
fn write_fixes(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let fixes = report.findings.iter().filter_map(|finding| finding.fix.as_ref());
    let (safe, others): (Vec<_>, Vec<_>) = fixes.partition(|fix| fix.safety == Safety::Safe);
    match (safe.len(), others.len()) {
        (0, 0) => Ok(()),
        (safe, 0) => writeln!(out, "{safe} can be fixed with `--fix`"),
        (0, others) => writeln!(out, "{others} can be fixed with `--fix --unsafe-fixes`"),
        (safe, others) => writeln!(
            out,
            "{safe} can be fixed with `--fix`, {others} more with `--unsafe-fixes`"
        ),
    }
}

/// `1 error, 3 warnings`; empty if there are none.
fn counts(report: &Report, levels: &[Level]) -> String {
    let counted = levels.iter().filter_map(|level| {
        let name = match (level, report.count(*level)) {
            (_, 0) => return None,
            (Level::Error, 1) => "1 error".to_owned(),
            (Level::Warning, 1) => "1 warning".to_owned(),
            (Level::Error, count) => format!("{count} errors"),
            (Level::Warning, count) => format!("{count} warnings"),
            (Level::Info, count) => format!("{count} info"),
        };
        Some(name)
    });
    counted.collect::<Vec<_>>().join(", ")
}

fn lightest(report: &Report) -> Level {
    let levels = report.findings.iter().map(|finding| finding.level);
    levels.min().unwrap_or(Level::Error)
}

#[cfg(test)]
mod tests {
    use plimsoll_lint::Level;

    use crate::report::testing;

    #[test]
    fn one_line() {
        insta::assert_snapshot!(testing::written(|out| super::write(&testing::report(), Level::Info, out)), @r#"
        2 files (1 production, assumed; 1 development): 1 error, 2 warnings, 1 info in 3 groups; 1 ignored in the files
        1 can be fixed with `--fix`
        "#);
    }
}
