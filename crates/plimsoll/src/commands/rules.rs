//! `plimsoll rules`: the list of all rules, for people and for programs.

use std::io::{self, Write};

use plimsoll_lint::{Page, Registry, RuleOption};
use serde::Serialize;

use crate::args::ListFormat;
use crate::outcome::Outcome;
use crate::terminal;

/// Prints all rules in the order of the docs.
pub(crate) fn run(format: ListFormat, registry: &Registry) -> anyhow::Result<Outcome> {
    let mut out = Vec::new();
    match format {
        ListFormat::Text => write_text(registry.pages(), &mut out)?,
        ListFormat::Json => write_json(registry.pages(), &mut out)?,
    }
    terminal::print(&out)?;
    Ok(Outcome::Clean)
}

fn write_text(pages: &[Page], out: &mut dyn Write) -> io::Result<()> {
    let id = pages.iter().map(|m| m.id.len()).max().unwrap_or(0);
    let group = pages.iter().map(|m| m.group.name().len()).max().unwrap_or(0);
    for page in pages {
        let level = if page.on { page.level.name() } else { "off" };
        writeln!(out, "{:id$}  {level:7}  {:group$}  {}", page.id, page.group, page.title)?;
    }
    Ok(())
}

/// A rule as `--format json` shows it. Part of the stable interface.
#[derive(Serialize)]
struct Entry<'a> {
    id: &'a str,
    title: &'a str,
    level: &'a str,
    default: &'a str,
    target: &'a str,
    group: &'a str,
    environments: &'a str,
    fix: &'a str,
    since: &'a str,
    also: Vec<String>,
    options: Vec<OptionEntry>,
}

#[derive(Serialize)]
struct OptionEntry {
    name: &'static str,
    kind: &'static str,
    choices: Vec<&'static str>,
    default: Option<&'static str>,
    meaning: &'static str,
}

fn write_json(pages: &[Page], out: &mut dyn Write) -> io::Result<()> {
    let entries: Vec<Entry<'_>> = pages.iter().map(entry).collect();
    serde_json::to_writer_pretty(&mut *out, &entries)?;
    writeln!(out)
}

fn entry(page: &Page) -> Entry<'_> {
    Entry {
        id: page.id,
        title: page.title,
        level: page.level.name(),
        default: if page.on { "on" } else { "off" },
        target: page.target.name(),
        group: page.group.name(),
        environments: page.environments.name(),
        fix: page.fix,
        since: page.since,
        also: page.also.iter().map(|p| format!("{} {}", p.tool, p.id)).collect(),
        options: page.options().into_iter().map(option_entry).collect(),
    }
}

fn option_entry(option: RuleOption) -> OptionEntry {
    OptionEntry {
        name: option.name,
        kind: option.kind.name(),
        choices: option.choices,
        default: option.default,
        meaning: option.meaning,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::testing;

    #[test]
    fn lists_as_text_and_as_json() {
        let pages = [testing::page("untagged"), testing::page("runs-as-root")];
        let mut text = Vec::new();
        write_text(&pages, &mut text).expect("memory takes everything");
        insta::assert_snapshot!(String::from_utf8_lossy(&text), @r#"
        untagged      warning  supply-chain  Image without a fixed tag
        runs-as-root  warning  supply-chain  Image without a fixed tag
        "#);
        let mut json = Vec::new();
        write_json(&pages[..1], &mut json).expect("memory takes everything");
        insta::assert_snapshot!(String::from_utf8_lossy(&json), @r#"
        [
          {
            "id": "untagged",
            "title": "Image without a fixed tag",
            "level": "warning",
            "default": "on",
            "target": "dockerfile",
            "group": "supply-chain",
            "environments": "any",
            "fix": "safe",
            "since": "0.1.0",
            "also": [
              "hadolint DL3006",
              "kics Image Version Not Explicit"
            ],
            "options": []
          }
        ]
        "#);
    }
}
