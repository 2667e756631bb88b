//! `plimsoll rules`: the list of all rules, for people and for programs.

use std::collections::BTreeMap;
use std::io::{self, Write};

use plimsoll_lint::{Level, Page, Registry, RuleOption, RuleRef, Safety};
use serde::Serialize;

use crate::args::ListFormat;
use crate::outcome::Outcome;
use crate::terminal;

/// Prints all rules in the order of the docs.
pub(crate) fn run(format: ListFormat, registry: &Registry) -> anyhow::Result<Outcome> {
    let mut out = Vec::new();
    match format {
        ListFormat::Text => write_text(registry.rules().iter(), &mut out)?,
        ListFormat::Json => write_json(registry.rules(), &mut out)?,
    }
    terminal::print(&out)?;
    Ok(Outcome::Clean)
}

/// Writes a line for each rule.
pub(super) fn write_text<'r>(rules: impl Iterator<Item = &'r RuleRef> + Clone, out: &mut dyn Write) -> io::Result<()> {
    let id = rules.clone().map(|rule| rule.id().len()).max().unwrap_or(0);
    let group = rules.clone().map(|rule| rule.group.name().len()).max().unwrap_or(0);
    for rule in rules {
        let level = if rule.on { rule.level.name() } else { "off" };
        writeln!(
            out,
            "{:id$}  {level:7}  {:group$}  {}",
            rule.id(),
            rule.group,
            rule.title()
        )?;
    }
    Ok(())
}

/// A rule as `--format json` shows it. Part of the stable interface.
#[derive(Serialize)]
struct Entry<'a> {
    id: &'a str,
    title: &'a str,
    level: &'a str,
    development: Option<&'a str>,
    cases: BTreeMap<&'a str, &'a str>,
    default: &'a str,
    target: &'a str,
    group: &'a str,
    environments: &'a str,
    fix: &'a str,
    since: String,
    formerly: Vec<&'a str>,
    same_fault: Vec<&'a str>,
    also: Vec<String>,
    options: Vec<OptionEntry<'a>>,
}

#[derive(Serialize)]
struct OptionEntry<'a> {
    name: &'a str,
    kind: &'a str,
    choices: &'a [String],
    default: Option<String>,
    meaning: &'a str,
}

fn write_json(rules: &[RuleRef], out: &mut dyn Write) -> io::Result<()> {
    let entries: Vec<Entry<'_>> = rules.iter().map(|rule| entry(rule)).collect();
    serde_json::to_writer_pretty(&mut *out, &entries)?;
    writeln!(out)
}

fn entry(page: &Page) -> Entry<'_> {
    Entry {
        id: page.id(),
        title: page.title(),
        level: page.level.name(),
        development: page.level_in_development().map(Level::name),
        cases: page.cases().map(|(case, level)| (case, level.name())).collect(),
        default: if page.on { "on" } else { "off" },
        target: page.target.name(),
        group: page.group.name(),
        environments: page.environments.name(),
        fix: page.fix.map_or("none", Safety::name),
        since: page.since.to_string(),
        formerly: page.formerly().collect(),
        same_fault: page.same_fault().collect(),
        also: page.also().map(|p| format!("{} {}", p.tool, p.id)).collect(),
        options: page.options().iter().map(option_entry).collect(),
    }
}

fn option_entry(option: &RuleOption) -> OptionEntry<'_> {
    OptionEntry {
        name: &option.name,
        kind: option.kind.name(),
        choices: &option.choices,
        default: option.default.map(|number| number.to_string()),
        meaning: &option.meaning,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::testing;

    #[test]
    fn lists_as_text_and_as_json() {
        let rules = [testing::rule("untagged"), testing::rule("runs-as-root")];
        let mut text = Vec::new();
        write_text(rules.iter(), &mut text).expect("memory takes everything");
        insta::assert_snapshot!(String::from_utf8_lossy(&text), @r#"
        untagged      warning  supply-chain  Image without a fixed tag
        runs-as-root  warning  supply-chain  Image without a fixed tag
        "#);
        let mut json = Vec::new();
        write_json(&rules[..1], &mut json).expect("memory takes everything");
        insta::assert_snapshot!(String::from_utf8_lossy(&json), @r#"
        [
          {
            "id": "untagged",
            "title": "Image without a fixed tag",
            "level": "warning",
            "development": "info",
            "cases": {
              "own-image": "info"
            },
            "default": "on",
            "target": "dockerfile",
            "group": "supply-chain",
            "environments": "any",
            "fix": "safe",
            "since": "0.1.0",
            "formerly": [],
            "same_fault": [],
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
