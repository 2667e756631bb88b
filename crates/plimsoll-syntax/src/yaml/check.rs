//! Checks that need the whole tree: repeated keys, merge keys, and how large the file becomes when
//! every alias is replaced by its value.
//!
//! After these checks the tree is a graph without cycles (the builder refuses an alias inside its
//! own anchor) whose unfolded size and depth are bounded, so walks over it need no guard of their
//! own.

use std::collections::HashMap;
use std::collections::hash_map::Entry as MapEntry;

use super::repeated::{self, named};
use super::{Entry, NodeId, NodeKind, Style, Yaml};
use crate::{Span, SyntaxError, SyntaxErrorKind};

/// The depth that a file may have with its aliases unfolded.
const MAX_DEPTH: u32 = 400;
/// The size that a file may always have.
const SMALL: u64 = 10_000;
/// How often larger files may repeat their contents, and the size that none may exceed.
const MAX_GROWTH: u64 = 20;
const MAX_SIZE: u64 = 1_000_000;

/// Mappings up to this many keys are searched from the start.
const FEW: usize = 16;

pub(super) fn check(yaml: &mut Yaml) {
    let mut errors = Vec::new();
    for node in &yaml.nodes {
        let NodeKind::Mapping(entries) = &node.kind else {
            continue;
        };
        // Most mappings are small, and are searched faster than they are hashed.
        let is_small = entries.len() <= FEW;
        let mut seen: HashMap<&str, (usize, usize)> = HashMap::new();
        for (at, entry) in entries.iter().enumerate() {
            let key = yaml.node(entry.key);
            let NodeKind::Scalar { text, style } = &key.kind else {
                errors.extend(odd_key(yaml, entry.key));
                continue;
            };
            if *style == Style::Plain && text.as_str() == "<<" {
                errors.extend(bad_merge(yaml, entry.value));
            }
            let is_same = |before: &Entry| named(yaml, before.key, text.as_str()).is_some();
            // The first and the last entry before it that has its key.
            let earlier = match is_small {
                true => entries[..at]
                    .iter()
                    .position(is_same)
                    .zip(entries[..at].iter().rposition(is_same)),
                false => match seen.entry(text.as_str()) {
                    MapEntry::Occupied(mut earlier) => {
                        let (first, last) = *earlier.get();
                        earlier.insert((first, at));
                        Some((first, last))
                    }
                    MapEntry::Vacant(free) => {
                        free.insert((at, at));
                        None
                    }
                },
            };
            let Some(earlier) = earlier else { continue };
            errors.push(repeated::error(yaml, entries, earlier, at));
        }
    }
    yaml.errors.extend(errors);
    // A placeholder that is itself a key is met twice.
    yaml.errors.dedup();
    unfold(yaml);
}

/// Keys that are lists or mappings: `image: {{ tag }}` is read as one.
fn odd_key(yaml: &Yaml, key: NodeId) -> Option<SyntaxError> {
    let node = yaml.node(key);
    let span = match &node.kind {
        NodeKind::Alias {
            target: Some(target), ..
        } if matches!(yaml.node(*target).kind, NodeKind::Scalar { .. }) => {
            return None;
        }
        // Reported at its own place.
        NodeKind::Alias { target: None, .. } => return None,
        _ => node.span,
    };
    if let Some(span) = template(yaml, span) {
        let message = "`{{ }}` is a template placeholder, so the file is not YAML as it stands";
        return Some(
            SyntaxError::new(SyntaxErrorKind::Compose, span, message)
                .help("check the file that the template produces, or quote the value"),
        );
    }
    Some(SyntaxError::new(
        SyntaxErrorKind::Compose,
        span,
        "a key must be text, not a list or mapping",
    ))
}

/// The span of `{{ }}`, which YAML reads as a mapping with a mapping as its key.
fn template(yaml: &Yaml, span: Span) -> Option<Span> {
    let text = yaml.source.text();
    if yaml.source.slice(span).starts_with("{{") {
        return Some(span);
    }
    let inner = yaml.source.slice(span).starts_with('{') && text[..span.start as usize].ends_with('{');
    let end = if text[span.end as usize..].starts_with('}') {
        span.end + 1
    } else {
        span.end
    };
    let start = span.start.checked_sub(1)?;
    inner.then_some(Span { start, end, ..span })
}

/// go-yaml v3: "map merge requires map or sequence of maps as the value".
fn bad_merge(yaml: &Yaml, value: NodeId) -> Option<SyntaxError> {
    let resolved = |id: NodeId| match &yaml.node(id).kind {
        NodeKind::Alias { target, .. } => target.map(|target| yaml.node(target)),
        _ => Some(yaml.node(id)),
    };
    let is_mapping = |id: NodeId| resolved(id).is_none_or(|node| matches!(node.kind, NodeKind::Mapping(_)));
    let fine = match &resolved(value)?.kind {
        NodeKind::Mapping(_) => true,
        NodeKind::Sequence(items) => items.iter().all(|&item| is_mapping(item)),
        _ => false,
    };
    if fine {
        return None;
    }
    let span = yaml.node(value).span;
    Some(
        SyntaxError::new(
            SyntaxErrorKind::Compose,
            span,
            "`<<` can only merge a mapping or a list of mappings",
        )
        .help("quote `<<` if it is an ordinary key"),
    )
}

/// Gives up all aliases of a file that is too large or too deep with every alias replaced. An alias
/// comes after its whole target, so if nodes are taken in the order in which they end, each is
/// measured after everything that it needs.
fn unfold(yaml: &mut Yaml) {
    if !yaml
        .nodes
        .iter()
        .any(|node| matches!(node.kind, NodeKind::Alias { .. }))
    {
        return;
    }
    let mut measure = vec![(0u64, 0u32); yaml.nodes.len()];
    let mut largest: (u64, u32) = (0, 0);
    for id in completion_order(yaml) {
        let of = |child: &NodeId| measure[child.0 as usize];
        let add = |sum: (u64, u32), child: (u64, u32)| (sum.0.saturating_add(child.0), sum.1.max(child.1));
        let (size, depth) = match &yaml.nodes[id.0 as usize].kind {
            NodeKind::Scalar { .. } => (0, 0),
            NodeKind::Alias { target, .. } => target.as_ref().map_or((0, 0), of),
            NodeKind::Sequence(items) => items.iter().map(of).fold((0, 0), add),
            NodeKind::Mapping(entries) => entries
                .iter()
                .flat_map(|entry| [of(&entry.key), of(&entry.value)])
                .fold((0, 0), add),
        };
        measure[id.0 as usize] = (size.saturating_add(1), depth + 1);
        largest = add(largest, measure[id.0 as usize]);
    }
    let size: u64 = yaml
        .roots
        .iter()
        .fold(0, |sum, root| measure[root.0 as usize].0.saturating_add(sum));
    let allowed = (yaml.nodes.len() as u64 * MAX_GROWTH)
        .clamp(SMALL, MAX_SIZE)
        .max(yaml.nodes.len() as u64 * 2);
    if size <= allowed && largest.1 <= MAX_DEPTH {
        return;
    }
    let alias = |id: &usize| matches!(yaml.nodes[*id].kind, NodeKind::Alias { .. });
    let worst = (0..yaml.nodes.len()).filter(alias).max_by_key(|&id| measure[id]);
    let span = worst.map_or(yaml.source.span(), |id| yaml.nodes[id].span);
    yaml.aliases_dropped = true;
    for node in &mut yaml.nodes {
        if let NodeKind::Alias { target, .. } = &mut node.kind {
            *target = None;
        }
    }
    // go-yaml v3: "document contains excessive aliasing".
    let message = "the aliases of this file expand into far more than the file holds";
    yaml.errors
        .push(SyntaxError::new(SyntaxErrorKind::Compose, span, message).help("Compose refuses excessive aliasing"));
}

/// Every node after its children, without recursion.
pub(super) fn completion_order(yaml: &Yaml) -> Vec<NodeId> {
    let mut order = Vec::with_capacity(yaml.nodes.len());
    let mut stack: Vec<NodeId> = yaml.roots.iter().rev().copied().collect();
    // A node that is met for the second time comes after all its children.
    let mut open: Vec<bool> = vec![false; yaml.nodes.len()];
    while let Some(&id) = stack.last() {
        if open[id.0 as usize] {
            stack.pop();
            order.push(id);
            continue;
        }
        open[id.0 as usize] = true;
        match &yaml.node(id).kind {
            NodeKind::Sequence(items) => stack.extend(items.iter().rev()),
            NodeKind::Mapping(entries) => {
                stack.extend(entries.iter().rev().flat_map(|entry| [entry.value, entry.key]));
            }
            _ => {}
        }
    }
    order
}
