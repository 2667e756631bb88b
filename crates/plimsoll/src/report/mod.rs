//! Reports: one file and one function per format, chosen by a [`Format`]. They show what the engine
//! found and decide nothing.

mod azure;
mod checkstyle;
mod concise;
pub(crate) mod diff;
mod excerpt;
mod fingerprint;
mod full;
mod github;
mod gitlab;
mod gitlab_sast;
mod gnu;
mod groups;
mod hadolint;
mod hidden;
#[cfg(test)]
mod hostile;
mod html;
mod json;
mod junit;
mod line_hash;
mod markdown;
mod page;
mod paths;
mod prose;
mod rdjson;
mod rows;
mod sarif;
mod source;
mod statistics;
mod summary;
mod teamcity;
#[cfg(test)]
pub(crate) mod testing;
mod xml;

use std::borrow::Cow;
use std::io::{self, Write};

use clap::ValueEnum;
use plimsoll_lint::{Finding, Level, Registry, Report};
use plimsoll_model::base::Date;

pub(crate) use hidden::in_words;
pub(crate) use plimsoll_check::report::Paths;
pub(crate) use summary::write as summary;
pub(crate) use xml::Escaped;

/// How findings are written; each format has a module with a function `write`.
#[derive(Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(crate) enum Format {
    /// Source lines, colours and help
    #[default]
    Full,
    /// One line for each rule and file: path:line:col: level[rule] message
    Concise,
    /// One JSON object with everything
    Json,
    /// One object a line, for streams
    Jsonl,
    /// SARIF 2.1.0, for GitHub's code scanning, Azure DevOps and editors
    Sarif,
    /// Annotations of GitHub Actions
    Github,
    /// GitLab's report on code quality
    Gitlab,
    /// GitLab's report on security
    GitlabSast,
    /// JUnit's XML, which nearly all CI services show
    Junit,
    /// Checkstyle's XML
    Checkstyle,
    /// One object of reviewdog's
    Rdjson,
    /// One object of reviewdog's a line
    Rdjsonl,
    /// One line a finding as compilers write it, for Emacs and Vim
    Gnu,
    /// One line a finding as hadolint writes it
    Hadolint,
    /// A list as hadolint writes it
    HadolintJson,
    /// A list of Code Climate's issues
    Codeclimate,
    /// Issues of Azure Pipelines
    Azure,
    /// Inspections of TeamCity
    Teamcity,
    /// Tables for a comment or a summary
    Markdown,
    /// A page to look at, in one file
    Html,
}

/// Which parts of a report are shown, and how it looks.
#[derive(Clone, Copy)]
pub(crate) struct Style {
    /// Counts per rule instead of the findings.
    pub(crate) statistics: bool,
    /// Findings only, no summary.
    pub(crate) quiet: bool,
    /// The lowest level that formats for people show. Those for machines have all.
    pub(crate) lowest: Level,
    pub(crate) color: bool,
    /// In columns.
    pub(crate) width: usize,
    /// Whether people are shown what ignores, exceptions and the baseline hide.
    pub(crate) hidden: bool,
}

/// What formats for machines tell of the run, besides what was found.
pub(crate) struct Run<'a> {
    pub(crate) paths: Paths,
    /// Whether all that was named could be judged.
    pub(crate) is_complete: bool,
    pub(crate) exit_code: u8,
    /// The day of the check.
    pub(crate) day: Option<Date>,
    /// All rules, for a SARIF log that names more than those that found something.
    pub(crate) catalogue: Option<&'a Registry>,
    /// What a SARIF log is called among others on the same commit.
    pub(crate) category: &'a str,
    /// The deployments that were judged, for a page that shows them.
    pub(crate) drawings: &'a [Drawing],
}

/// A picture of a deployment.
pub(crate) struct Drawing {
    /// What it shows, in words.
    pub(crate) title: String,
    pub(crate) svg: String,
}

impl Format {
    /// The format with a name.
    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::from_str(name, false).ok()
    }

    /// Writes a report.
    pub(crate) fn write(self, report: &Report, style: &Style, run: &Run<'_>, out: &mut dyn Write) -> io::Result<()> {
        match self {
            Self::Full => full::write(report, style, out)?,
            Self::Concise => concise::write(report, style, out)?,
            Self::Json => return json::write(report, style, run, out),
            Self::Jsonl => return json::write_lines(report, style, run, out),
            Self::Sarif => return sarif::write(report, style, run, out),
            Self::Github => return github::write(report, run, out),
            Self::Gitlab | Self::Codeclimate => return gitlab::write(report, run, out),
            Self::GitlabSast => return gitlab_sast::write(report, run, out),
            Self::Junit => return junit::write(report, run, out),
            Self::Checkstyle => return checkstyle::write(report, run, out),
            Self::Rdjson => return rdjson::write(report, run, out),
            Self::Rdjsonl => return rdjson::write_lines(report, run, out),
            Self::Gnu => return gnu::write(report, run, out),
            Self::Hadolint => return hadolint::write(report, run, out),
            Self::HadolintJson => return hadolint::write_json(report, run, out),
            Self::Azure => return azure::write(report, run, out),
            Self::Teamcity => return teamcity::write(report, run, out),
            Self::Markdown => return markdown::write(report, style, run, out),
            Self::Html => return html::write(report, style, run, out),
        }
        if style.hidden {
            hidden::write(report, style, out)?;
        }
        Ok(())
    }

    /// Whether its paths begin at the top of the repository, whoever runs it where.
    pub(crate) fn looks_from_top(self) -> bool {
        !matches!(
            self,
            Self::Full | Self::Concise | Self::Json | Self::Jsonl | Self::Gnu | Self::Hadolint | Self::HadolintJson
        )
    }

    /// Whether each line is a finding, so that the summary has to go to standard error.
    pub(crate) fn is_lines(self) -> bool {
        matches!(
            self,
            Self::Concise | Self::Github | Self::Gnu | Self::Hadolint | Self::Azure | Self::Teamcity
        )
    }
}

/// The message of a finding, with the variants of the project that have it, if not all do.
fn said(finding: &Finding) -> Cow<'_, str> {
    match finding.held_in() {
        Some(variants) => Cow::Owned(format!("{} ({variants})", finding.message)),
        None => Cow::Borrowed(&finding.message),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_configuration_may_name_every_format() {
        let values = Format::value_variants().iter().filter_map(Format::to_possible_value);
        let names: Vec<String> = values.map(|value| value.get_name().to_owned()).collect();
        assert_eq!(names, plimsoll_check::config::FORMATS);
    }
}
