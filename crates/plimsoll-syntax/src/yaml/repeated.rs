//! Keys that a mapping has twice, and what surely repairs that.

use std::collections::HashSet;

use super::lines::whole_lines;
use super::{Entry, NodeId, NodeKind, Yaml};
use crate::{Edit, Repair, Span, SyntaxError, SyntaxErrorKind};

/// The error about an entry whose key an earlier one has.
pub(super) fn error(yaml: &Yaml, entries: &[Entry], at: usize) -> SyntaxError {
    let key = yaml.node(entries[at].key).span;
    let message = format!("the key `{}` is here twice", shortened(name(yaml, &entries[at])));
    let error = SyntaxError::new(SyntaxErrorKind::DuplicateKey, key, message);
    if !is_merge(yaml, &entries[at]) {
        return error
            .help("Compose refuses the file; keep one of the two")
            .repair(without_copy(yaml, entries, at));
    }
    let merges: Vec<&Entry> = entries.iter().filter(|entry| is_merge(yaml, entry)).collect();
    let values = match merges[..] {
        [first, last] if [first, last].iter().all(|entry| is_alias(yaml, entry)) => shortened(&merged(yaml, &merges)),
        _ => "*last, *first".to_owned(),
    };
    let help = "Compose refuses the file; merge all of them in one list, the one that wins first";
    error
        .help(format!("{help}: `<<: [{values}]`"))
        .repair(in_one_list(yaml, &merges))
}

/// The place of a key, if it has a name.
pub(super) fn named(yaml: &Yaml, key: NodeId, name: &str) -> Option<Span> {
    let node = yaml.node(key);
    let is_named = matches!(&node.kind, NodeKind::Scalar { text, .. } if text.as_str() == name);
    is_named.then_some(node.span)
}

/// Removes the later of two entries that are the same.
fn without_copy(yaml: &Yaml, entries: &[Entry], at: usize) -> Option<Repair> {
    let again = written(yaml, &entries[at]);
    let mut before = entries[..at].iter().map(|entry| written(yaml, entry));
    let is_copy = before.any(|entry| entry == again) && !again.1.contains('&');
    Some(Repair {
        title: "remove the second".to_owned(),
        edits: vec![removal(yaml, &entries[at]).filter(|_| is_copy)?],
        is_sure: true,
    })
}

/// Merges the same mappings by one key. None if they have a key in common: which of them wins does not show.
fn in_one_list(yaml: &Yaml, merges: &[&Entry]) -> Option<Repair> {
    let (first, others) = merges.split_first()?;
    let list = format!("[{}]", merged(yaml, merges));
    let mut edits = vec![yaml.node(first.value).span.replace(list)];
    for other in others {
        edits.push(removal(yaml, other)?);
    }
    let mut keys = HashSet::new();
    for entry in merges {
        let NodeKind::Alias {
            target: Some(target), ..
        } = &yaml.node(entry.value).kind
        else {
            return None;
        };
        let NodeKind::Mapping(entries) = &yaml.node(*target).kind else {
            return None;
        };
        if !entries.iter().all(|entry| keys.insert(name(yaml, entry))) {
            return None;
        }
    }
    Some(Repair {
        title: "merge them in one list".to_owned(),
        edits,
        is_sure: true,
    })
}

/// Takes an entry out together with its line, of which a comment stays. None if it shares the line.
fn removal(yaml: &Yaml, entry: &Entry) -> Option<Edit> {
    let (key, value) = (yaml.node(entry.key).span, yaml.node(entry.value).span);
    let lines = whole_lines(&yaml.source, key, value)?;
    let rest = yaml
        .source
        .slice(Span::new(key.file, value.end as usize, lines.end as usize));
    Some(match rest.find('#') {
        Some(comment) => Span::new(key.file, key.start as usize, value.end as usize + comment).replace(""),
        None => lines.replace(""),
    })
}

fn is_merge(yaml: &Yaml, entry: &Entry) -> bool {
    named(yaml, entry.key, "<<").is_some()
}

fn is_alias(yaml: &Yaml, entry: &Entry) -> bool {
    matches!(yaml.node(entry.value).kind, NodeKind::Alias { .. })
}

/// What the merge keys of a mapping take over, the last first.
fn merged(yaml: &Yaml, merges: &[&Entry]) -> String {
    let values: Vec<&str> = merges.iter().rev().map(|entry| written(yaml, entry).1).collect();
    values.join(", ")
}

/// What the key of an entry says; nothing for one that is no text.
fn name<'y>(yaml: &'y Yaml, entry: &Entry) -> &'y str {
    match &yaml.node(entry.key).kind {
        NodeKind::Scalar { text, .. } => text.as_str(),
        _ => "",
    }
}

/// An entry's key and value as they stand in the file.
fn written<'y>(yaml: &'y Yaml, entry: &Entry) -> (&'y str, &'y str) {
    let slice = |id| yaml.source.slice(yaml.node(id).span);
    (slice(entry.key), slice(entry.value))
}

fn shortened(text: &str) -> String {
    let mut short: String = text.chars().take(40).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}
