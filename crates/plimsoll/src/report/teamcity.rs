//! Inspections: messages to TeamCity, which shows them on a tab of the build.

use std::collections::HashSet;
use std::fmt;
use std::io::{self, Write};

use plimsoll_lint::{Level, Report};

use super::Run;
use super::page::first_paragraph;
use super::rows::rows;

/// Writes what each rule is about before its first finding, as TeamCity wants it.
pub(super) fn write(report: &Report, run: &Run<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut told = HashSet::new();
    for row in rows(report, run) {
        let (page, rule) = (&row.finding.rule, row.rule());
        if told.insert(rule) {
            writeln!(
                out,
                "##teamcity[inspectionType id='{rule}' name='{}' category='{}' description='{}']",
                Escaped(page.title()),
                page.group,
                Escaped(&first_paragraph(page)),
            )?;
        }
        let severity = match row.finding.level {
            Level::Error => "ERROR",
            Level::Warning => "WARNING",
            Level::Info => "WEAK WARNING",
        };
        writeln!(
            out,
            "##teamcity[inspection typeId='{rule}' message='{}' file='{}' line='{}' SEVERITY='{severity}']",
            Escaped(&row.message_and_help()),
            Escaped(row.path),
            row.start.line,
        )?;
    }
    Ok(())
}

/// A text as the value of a service message.
struct Escaped<'a>(&'a str);

impl fmt::Display for Escaped<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for c in self.0.chars() {
            match c {
                '|' | '\'' | '[' | ']' => write!(f, "|{c}")?,
                '\n' => f.write_str("|n")?,
                '\r' => f.write_str("|r")?,
                ' '..='~' => write!(f, "{c}")?,
                c => {
                    let mut units = [0; 2];
                    for unit in c.encode_utf16(&mut units) {
                        write!(f, "|0x{unit:04x}")?;
                    }
                }
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::testing;

    #[test]
    fn types_and_inspections() {
        insta::assert_snapshot!(testing::written_for(write), @"
        ##teamcity[inspectionType id='untagged' name='Image without a fixed tag' category='supply-chain' description='What it is changes.']
        ##teamcity[inspection typeId='untagged' message='`debian` has no tag|nname a version: `debian:12.7`' file='app/Dockerfile' line='1' SEVERITY='WARNING']
        ##teamcity[inspection typeId='untagged' message='`node` has no tag|nname a version: `node:22.11`' file='app/Dockerfile' line='2' SEVERITY='WARNING']
        ##teamcity[inspectionType id='add-local-file' name='Image without a fixed tag' category='supply-chain' description='What it is changes.']
        ##teamcity[inspection typeId='add-local-file' message='`ADD` copies a local file|n`COPY` does only that' file='app/Dockerfile' line='4' SEVERITY='WEAK WARNING']
        ##teamcity[inspectionType id='privileged-container' name='Image without a fixed tag' category='supply-chain' description='What it is changes.']
        ##teamcity[inspection typeId='privileged-container' message='`web` may do everything on the host' file='compose.yaml' line='4' SEVERITY='ERROR']
        ");
        assert_eq!(
            Escaped("|'[]\n\ré\u{1f600}\t").to_string(),
            "|||'|[|]|n|r|0x00e9|0xd83d|0xde00|0x0009"
        );
    }
}
