//! The end of a report: what the files were taken for, and one line of counts.

use std::io::{self, Write};

use plimsoll_lint::{FileReport, Level, Report};
use plimsoll_model::environment::Environment;
use plimsoll_model::files::FileKind;

use crate::terminal::printable;

/// At most this many files are named; for more, only the number is useful.
const NAMED: usize = 8;

/// Writes what each file was taken for, and why. Dockerfiles for production are left out, since
/// that is their normal purpose.
pub(crate) fn write_environments(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let tells = |f: &&FileReport| f.kind == FileKind::Compose || f.verdict.environment == Environment::Development;
    let files: Vec<&FileReport> = report.files.iter().filter(tells).collect();
    for file in files.iter().take(NAMED) {
        let (path, verdict) = (report.source(file.file).shown(), &file.verdict);
        let line = format!("{path} is for {}: {}", verdict.environment, verdict.reason);
        writeln!(out, "{}", printable(&line))?;
    }
    if files.len() > NAMED {
        let more = files.len() - NAMED;
        writeln!(
            out,
            "… and {more} more; `--format json` has what each file was taken for"
        )?;
    }
    Ok(())
}

/// Writes how many files were judged as what, and how many findings there are.
pub(crate) fn write(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    if report.files.is_empty() {
        return Ok(());
    }
    let judged_as = |e: Environment| report.files.iter().filter(|f| f.verdict.environment == e).count();
    let environments = [Environment::Production, Environment::Development].map(|e| (judged_as(e), e.name()));
    let taken: Vec<String> = environments
        .iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, name)| format!("{count} {name}"))
        .collect();
    let counted = |level: Level, one: &str, many: &str| {
        let count = report.count(level);
        (count > 0).then(|| format!("{count} {}", if count == 1 { one } else { many }))
    };
    let levels = [
        counted(Level::Error, "error", "errors"),
        counted(Level::Warning, "warning", "warnings"),
        counted(Level::Info, "info", "info"),
    ];
    let levels: Vec<String> = levels.into_iter().flatten().collect();
    let levels = if levels.is_empty() {
        "no findings".to_owned()
    } else {
        levels.join(", ")
    };
    let files = if report.files.len() == 1 { "file" } else { "files" };
    write!(out, "{} {files} ({}): {levels}", report.files.len(), taken.join(", "))?;
    let ignored = report.ignored();
    if ignored > 0 {
        write!(out, "; {ignored} ignored in the files")?;
    }
    writeln!(out)
}

#[cfg(test)]
mod tests {
    use crate::report::testing;

    #[test]
    fn one_line() {
        insta::assert_snapshot!(testing::written(|out| super::write(&testing::report(), out)), @r#"2 files (1 production, 1 development): 1 error, 2 warnings, 1 info; 1 ignored in the files"#);
    }
}
