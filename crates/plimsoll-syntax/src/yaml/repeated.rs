//! Keys that a mapping has twice, and what surely repairs that.

use std::collections::HashSet;

use super::lines::whole_lines;
use super::{Entry, NodeId, NodeKind, Yaml};
use crate::{Edit, Repair, Span, SyntaxError, SyntaxErrorKind};

/// The error about an entry whose key earlier ones have: the first and the last of those.
pub(super) fn error(yaml: &Yaml, entries: &[Entry], (first, last): (usize, usize), at: usize) -> SyntaxError {
    let entry = &entries[at];
    let message = format!("the key `{}` is here twice", shortened(name(yaml, entry)));
    let error = SyntaxError::new(SyntaxErrorKind::DuplicateKey, yaml.node(entry.key).span, message)
        .related(yaml.node(entries[first].key).span, "first here");
    if !is_merge(yaml, entry) {
        return error
            .help("Compose refuses the file; keep one of the two")
            .repair(without_copy(yaml, &entries[last], entry));
    }
    let help = "Compose refuses the file; merge all of them in one list, the one that wins first";
    // The repair of the second is one of all.
    if last != first {
        return error.help(format!("{help}: `<<: [*last, *first]`"));
    }
    let merges: Vec<&Entry> = entries.iter().filter(|entry| is_merge(yaml, entry)).collect();
    let values = match merges[..] {
        [first, last] if [first, last].iter().all(|entry| is_alias(yaml, entry)) => shortened(&merged(yaml, &merges)),
        _ => "*last, *first".to_owned(),
    };
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

/// Removes the later of two entries that say the same, between which none has their key: whichever entry
/// wins, its value stays.
fn without_copy(yaml: &Yaml, before: &Entry, entry: &Entry) -> Option<Repair> {
    let (first, again) = (whole(yaml, before), whole(yaml, entry));
    let text = yaml.source.slice(again);
    // An alias means another node behind another anchor of its name.
    let between = yaml.source.slice(first.at_end().to(again.at_start()));
    let is_other = text.contains('&') || text.contains('*') && between.contains('&');
    let is_copy = yaml.source.slice(first) == text && !is_other;
    Some(Repair {
        title: "remove the second".to_owned(),
        edits: vec![removal(yaml, entry).filter(|_| is_copy)?],
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
    let values = merges
        .iter()
        .rev()
        .map(|entry| yaml.source.slice(yaml.node(entry.value).span));
    let values: Vec<&str> = values.collect();
    values.join(", ")
}

/// What the key of an entry says; nothing for one that is no text.
fn name<'y>(yaml: &'y Yaml, entry: &Entry) -> &'y str {
    match &yaml.node(entry.key).kind {
        NodeKind::Scalar { text, .. } => text.as_str(),
        _ => "",
    }
}

/// An entry from its key to the end of its value, with a tag or an anchor between them.
fn whole(yaml: &Yaml, entry: &Entry) -> Span {
    let (key, value) = (yaml.node(entry.key).span, yaml.node(entry.value).span);
    Span::new(key.file, key.start as usize, value.end.max(key.end) as usize)
}

fn shortened(text: &str) -> String {
    let mut short: String = text.chars().take(40).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}
