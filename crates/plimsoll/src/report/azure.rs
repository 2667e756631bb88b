//! Issues of Azure Pipelines, which shows them on the page of the build.

use std::io::{self, Write};

use plimsoll_lint::{Level, Report};

use super::Run;
use super::rows::rows;
use crate::terminal::printable;

/// Writes errors and warnings as commands. There is none for what is only worth knowing: that is a line
/// of the log.
pub(super) fn write(report: &Report, run: &Run<'_>, out: &mut dyn Write) -> io::Result<()> {
    for row in rows(report, run) {
        let (place, rule, level) = (row.start, row.rule(), row.level());
        if row.finding.level == Level::Info {
            let line = format!(
                "{}:{}:{}: {level}[{rule}] {}",
                printable(row.path),
                place.line,
                place.column,
                row.message
            );
            // The agent looks for commands anywhere in a line.
            writeln!(out, "{}", line.replace("##", "# #"))?;
            continue;
        }
        let (path, message) = (property(row.path), data(&row.message_and_help()));
        writeln!(
            out,
            "##vso[task.logissue type={level};sourcepath={path};linenumber={};columnnumber={};code={rule};]{message}",
            place.line, place.column
        )?;
    }
    Ok(())
}

// azure-pipelines-task-lib 4, node/taskcommand.ts.
fn data(text: &str) -> String {
    text.replace('%', "%AZP25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(']', "%5D").replace(';', "%3B")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::testing;

    #[test]
    fn issues_and_lines() {
        insta::assert_snapshot!(testing::written_for(write), @"
        ##vso[task.logissue type=warning;sourcepath=app/Dockerfile;linenumber=1;columnnumber=6;code=untagged;]`debian` has no tag%0Aname a version: `debian:12.7`
        ##vso[task.logissue type=warning;sourcepath=app/Dockerfile;linenumber=2;columnnumber=6;code=untagged;]`node` has no tag%0Aname a version: `node:22.11`
        app/Dockerfile:4:1: info[add-local-file] `ADD` copies a local file
        ##vso[task.logissue type=error;sourcepath=compose.yaml;linenumber=4;columnnumber=7;code=privileged-container;]`web` may do everything on the host
        ");
        assert_eq!(property("a;b]%\n"), "a%3Bb%5D%AZP25%0A");
    }

    #[test]
    fn no_line_of_the_log_is_a_command() {
        let mut report = testing::report_of("FROM a\n", std::slice::from_ref(&(5..6)), |_| {
            "`##vso[task.x]` ##[y]".to_owned()
        });
        report.findings[0].level = Level::Info;
        let text = testing::written(|out| write(&report, &testing::run(), out));
        assert_eq!(text, "Dockerfile:1:6: info[untagged] `# #vso[task.x]` # #[y]\n");
    }
}
