//! `plimsoll explain`: the page of a rule.

use std::io::{self, Write};

use plimsoll_lint::{EnvironmentScope, Meta, OptionKind, Registry, RuleOption};
use plimsoll_syntax::nearest;

use crate::cli::{self, Outcome};
use crate::terminal;

/// Prints the page of a rule, or of each rule that another tool's id stands for.
pub(crate) fn run(word: &str, registry: &Registry) -> anyhow::Result<Outcome> {
    let metas = find(word, registry.metas());
    if metas.is_empty() {
        let hint = nearest(word, names(registry.metas())).map_or(String::new(), |n| format!("; did you mean `{n}`?"));
        terminal::complain(format_args!(
            "no rule is called `{word}`{hint} (`plimsoll rules` lists them)"
        ));
        return Ok(Outcome::Failed);
    }
    let mut out = Vec::new();
    if metas.len() > 1 {
        let ids: Vec<String> = metas.iter().map(|meta| format!("`{}`", meta.id)).collect();
        writeln!(out, "`{word}` stands for {} rules: {}\n", ids.len(), ids.join(", "))?;
    }
    for (index, meta) in metas.into_iter().enumerate() {
        if index > 0 {
            writeln!(out)?;
        }
        write_page(meta, &mut out)?;
    }
    cli::print(&out)?;
    Ok(Outcome::Clean)
}

/// The rule of an id, or else the rules of a peer's id. Case does not matter: people type `dl3006`.
fn find<'a>(word: &str, metas: &'a [Meta]) -> Vec<&'a Meta> {
    let own = metas.iter().find(|m| m.id.eq_ignore_ascii_case(word));
    if let Some(meta) = own {
        return vec![meta];
    }
    let has_peer = |meta: &&Meta| meta.also.iter().any(|peer| peer.is_called(word));
    metas.iter().filter(has_peer).collect()
}

fn names(metas: &[Meta]) -> impl Iterator<Item = &str> {
    let peers = metas.iter().flat_map(|m| m.also.iter().map(|p| p.id));
    metas.iter().map(|m| m.id).chain(peers)
}

fn write_page(meta: &Meta, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "rule:         {}", meta.id)?;
    writeln!(out, "group:        {}", meta.group)?;
    writeln!(out, "target:       {}", meta.target)?;
    match meta.development {
        Some(level) => writeln!(out, "level:        {} ({level} in development)", meta.level)?,
        None => writeln!(out, "level:        {}", meta.level)?,
    }
    let environments = match meta.environments {
        EnvironmentScope::Any => "production and development",
        EnvironmentScope::Production => "production only",
        EnvironmentScope::Development => "development only",
    };
    writeln!(out, "environments: {environments}")?;
    if !meta.on {
        writeln!(out, "default:      off; `--select {}` turns it on", meta.id)?;
    }
    writeln!(out, "fix:          {}", meta.fix)?;
    writeln!(out, "since:        {}", meta.since)?;
    if !meta.also.is_empty() {
        let peers: Vec<String> = meta.also.iter().map(|p| format!("{} {}", p.tool, p.id)).collect();
        writeln!(out, "also:         {}", peers.join(", "))?;
    }
    let options: Vec<String> = meta.options().iter().map(|option| usage(meta, option)).collect();
    if !options.is_empty() {
        writeln!(out, "options:      {}", options.join("\n              "))?;
    }
    writeln!(out, "\n{}", meta.body.trim())
}

/// An option as the command line takes it.
fn usage(meta: &Meta, option: &RuleOption) -> String {
    let value = match option.kind {
        OptionKind::List => "WORD,…",
        OptionKind::Table => "KEY=WORD,…",
        OptionKind::Number => "NUMBER",
        OptionKind::YesNo => "yes",
    };
    format!("`--set {}.{}={value}`", meta.id, option.name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::testing;

    #[test]
    fn finds_by_id_and_by_peer() {
        let metas = [testing::meta("untagged"), testing::meta("other")];
        assert_eq!(find("untagged", &metas).len(), 1);
        assert_eq!(find("dl3006", &metas).len(), 2);
        assert_eq!(find("nothing", &metas).len(), 0);
        assert_eq!(nearest("untaged", names(&metas)), Some("untagged"));
    }

    #[test]
    fn page_has_a_header() {
        let mut out = Vec::new();
        write_page(&testing::meta("untagged"), &mut out).expect("memory takes everything");
        insta::assert_snapshot!(String::from_utf8_lossy(&out), @r#"
        rule:         untagged
        group:        supply-chain
        target:       dockerfile
        level:        warning (info in development)
        environments: production and development
        fix:          safe
        since:        0.1.0
        also:         hadolint DL3006, kics Image Version Not Explicit

        # Image without a fixed tag

        What it is changes.
        "#);
    }
}
