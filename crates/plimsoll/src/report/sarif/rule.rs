//! Rules as a SARIF log describes them.

use plimsoll_lint::{Group, Level, RuleRef};
use serde_json::{Map, Value, json};

use super::shape::{Configuration, Help, Rule, Text};
use crate::report::page;

/// GitHub refuses a longer description.
const LONGEST: usize = 1_000;

pub(super) fn rule(rule: &RuleRef) -> Rule<'_> {
    let why = page::first_paragraph(rule);
    let help_uri = page::url(rule);
    let more = help_uri.iter().map(|url| format!("\n\n{url}"));
    Rule {
        id: rule.id(),
        name: name(rule.id()),
        short_description: Text {
            text: sentence(cut(rule.title())),
        },
        full_description: Text { text: cut(&why) },
        help: Help {
            text: std::iter::once(why.clone()).chain(more).collect(),
            markdown: rule.body().trim(),
        },
        help_uri,
        default_configuration: Configuration {
            level: level(rule.level),
        },
        properties: properties(rule),
    }
}

pub(super) fn level(level: Level) -> &'static str {
    match level {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Info => "note",
    }
}

/// `add-local-file` as `AddLocalFile`.
fn name(id: &str) -> String {
    let word = |word: &str| {
        let mut letters = word.chars();
        let first = letters.next().map(|first| first.to_ascii_uppercase());
        first.into_iter().chain(letters).collect::<String>()
    };
    id.split('-').map(word).collect()
}

fn cut(text: &str) -> String {
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

pub(super) fn sentence(mut text: String) -> String {
    if !text.ends_with(['.', '!', '?', '…']) {
        text.push('.');
    }
    text
}

/// What GitHub sorts by: how severe a danger is, or how serious any other fault.
fn properties(rule: &RuleRef) -> Map<String, Value> {
    let is_security = page::is_about_security(rule);
    let mut tags = vec![rule.group.name(), rule.target.name()];
    if is_security && rule.group != Group::Security {
        tags.push("security");
    }
    let severity = match (rule.level, rule.group) {
        (Level::Error, Group::Secrets) => "9.1",
        (Level::Error, _) => "8.0",
        (Level::Warning, _) => "5.5",
        (Level::Info, _) => "2.0",
    };
    let serious = match rule.level {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Info => "recommendation",
    };
    let mut properties = Map::new();
    let mut set = |key: &str, value| _ = properties.insert(key.to_owned(), value);
    set("tags", json!(tags));
    set("precision", json!("high"));
    match is_security {
        true => set("security-severity", json!(severity)),
        false => set("problem.severity", json!(serious)),
    }
    let aliases: Vec<String> = rule.also().map(|peer| format!("{} {}", peer.tool, peer.id)).collect();
    if !aliases.is_empty() {
        set("aliases", json!(aliases));
    }
    properties
}
