//! `plimsoll explain`: the page of a rule.

use std::io::{self, Write};

use plimsoll_lint::{EnvironmentScope, OptionKind, Page, Registry, RuleOption, RuleRef, Safety};
use plimsoll_syntax::nearest;
use unicode_width::UnicodeWidthStr;

use crate::outcome::Outcome;
use crate::terminal;

/// Prints the page of a rule, or of each rule that corresponds to another tool's id; of a group, its
/// rules.
pub(crate) fn run(word: &str, registry: &Registry) -> anyhow::Result<Outcome> {
    let rules = find(word, registry.rules());
    let group: Vec<&RuleRef> = registry
        .rules()
        .iter()
        .filter(|rule| rule.group.name() == word)
        .collect();
    if rules.is_empty() && !group.is_empty() {
        let mut out = Vec::new();
        writeln!(out, "The rules of the group `{word}`:\n")?;
        super::rules::write_text(group.into_iter(), &mut out)?;
        terminal::print(&out)?;
        return Ok(Outcome::Clean);
    }
    if rules.is_empty() {
        let hint = nearest(word, names(registry.rules())).map_or(String::new(), |n| format!("; did you mean `{n}`?"));
        terminal::complain(format_args!(
            "there is no rule `{word}`{hint} (`plimsoll rules` lists them)"
        ));
        return Ok(Outcome::Failed);
    }
    let mut out = Vec::new();
    if rules.len() > 1 {
        let ids: Vec<String> = rules.iter().map(|rule| format!("`{}`", rule.id())).collect();
        writeln!(out, "`{word}` stands for {} rules: {}\n", ids.len(), ids.join(", "))?;
    }
    for (index, rule) in rules.into_iter().enumerate() {
        if index > 0 {
            writeln!(out)?;
        }
        write_page(rule, &mut out)?;
    }
    terminal::print(&out)?;
    Ok(Outcome::Clean)
}

/// The rule of an id, or else the rules of another tool's id. Case does not matter: people type
/// `dl3006`.
fn find<'a>(word: &str, rules: &'a [RuleRef]) -> Vec<&'a RuleRef> {
    let is_own = |rule: &&RuleRef| rule.ids().any(|id| id.eq_ignore_ascii_case(word));
    if let Some(rule) = rules.iter().find(is_own) {
        return vec![rule];
    }
    let has_peer = |rule: &&RuleRef| rule.also().any(|peer| peer.is_called(word));
    rules.iter().filter(has_peer).collect()
}

fn names(rules: &[RuleRef]) -> impl Iterator<Item = &str> {
    let peers = rules.iter().flat_map(|rule| rule.also().map(|peer| peer.id));
    rules.iter().map(|rule| rule.id()).chain(peers)
}

fn write_page(page: &Page, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "rule:         {}", page.id())?;
    writeln!(out, "group:        {}", page.group)?;
    writeln!(out, "target:       {}", page.target)?;
    writeln!(out, "level:        {}", levels(page))?;
    let environments = match page.environments {
        EnvironmentScope::Any => "production and development",
        EnvironmentScope::Production => "production only",
        EnvironmentScope::Development => "development only",
    };
    writeln!(out, "environments: {environments}")?;
    if !page.on {
        writeln!(out, "default:      off; `--select {}` turns it on", page.id())?;
    }
    writeln!(out, "fix:          {}", page.fix.map_or("none", Safety::name))?;
    writeln!(out, "since:        {}", page.since)?;
    let formerly: Vec<&str> = page.formerly().collect();
    if !formerly.is_empty() {
        writeln!(out, "formerly:     {}", formerly.join(", "))?;
    }
    let same: Vec<&str> = page.same_fault().collect();
    if !same.is_empty() {
        writeln!(out, "same fault:   {}", same.join(", "))?;
    }
    let peers: Vec<String> = page.also().map(|p| format!("{} {}", p.tool, p.id)).collect();
    if !peers.is_empty() {
        writeln!(out, "also:         {}", peers.join(", "))?;
    }
    let options: Vec<String> = page.options().iter().map(|option| usage(page, option)).collect();
    if !options.is_empty() {
        writeln!(out, "options:      {}", options.join("\n              "))?;
    }
    writeln!(out)?;
    write_wrapped(page.body().trim(), terminal::width(), out)
}

/// The level, and where another one holds.
fn levels(page: &Page) -> String {
    let development = page
        .level_in_development()
        .map(|level| format!("{level} in development"));
    let cases = page
        .cases()
        .map(|(case, level)| format!("{level} in the case `{case}`"));
    let others: Vec<String> = development.into_iter().chain(cases).collect();
    match &others[..] {
        [] => page.level.to_string(),
        others => format!("{}; {}", page.level, others.join(", ")),
    }
}

/// Writes a page with its sentences broken at the width; code and tables stay as they are.
fn write_wrapped(text: &str, width: usize, out: &mut dyn Write) -> io::Result<()> {
    let mut is_code = false;
    for line in text.lines() {
        let is_fence = line.trim_start().starts_with("```");
        is_code ^= is_fence;
        if is_code || is_fence || line.starts_with(['|', '#']) || line.width() <= width {
            writeln!(out, "{line}")?;
            continue;
        }
        let start = line.len() - line.trim_start().len();
        let is_item = line[start..].starts_with("- ");
        let indent = " ".repeat(start + if is_item { 2 } else { 0 });
        let mut row = String::from(&line[..start]);
        for word in line.split_whitespace() {
            let is_empty = row.trim().is_empty();
            if !is_empty && row.width() + 1 + word.width() > width {
                writeln!(out, "{row}")?;
                row.clone_from(&indent);
            } else if !is_empty {
                row.push(' ');
            }
            row.push_str(word);
        }
        writeln!(out, "{row}")?;
    }
    Ok(())
}

/// An option as the command line takes it.
fn usage(page: &Page, option: &RuleOption) -> String {
    let value = match option.kind {
        OptionKind::List => "WORD,…",
        OptionKind::Table => "KEY=WORD,…",
        OptionKind::Number => "NUMBER",
        OptionKind::YesNo => "yes",
    };
    format!("`--set {}.{}={value}`", page.id(), option.name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::testing;

    #[test]
    fn finds_by_id_and_by_peer() {
        let rules = [testing::rule("untagged"), testing::rule("other")];
        assert_eq!(find("untagged", &rules).len(), 1);
        assert_eq!(find("dl3006", &rules).len(), 2);
        assert_eq!(find("nothing", &rules).len(), 0);
        assert_eq!(nearest("untaged", names(&rules)), Some("untagged"));
    }

    #[test]
    fn page_has_a_header() {
        let mut out = Vec::new();
        write_page(&testing::rule("untagged"), &mut out).expect("memory takes everything");
        insta::assert_snapshot!(String::from_utf8_lossy(&out), @r#"
        rule:         untagged
        group:        supply-chain
        target:       dockerfile
        level:        warning; info in development, info in the case `own-image`
        environments: production and development
        fix:          safe
        since:        0.1.0
        also:         hadolint DL3006, kics Image Version Not Explicit

        # Image without a fixed tag

        What it is changes.
        "#);
    }
}
