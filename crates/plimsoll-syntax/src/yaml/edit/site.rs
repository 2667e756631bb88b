//! Entries and items as they stand in their file.
//!
//! A site is only given for what one place of the file owns: what lies inside an anchor may be
//! repeated elsewhere, and an edit would reach further than it seems.

use super::super::{Entry, Node, NodeId, NodeKind, Style, Yaml};
use super::content::{Content, Layout};
use super::place::is_shared;
use super::scalar::{Place, written_like};
use crate::{Edit, Span};

/// An entry of a mapping.
#[derive(Clone, Copy, Debug)]
pub struct EntrySite<'a> {
    yaml: &'a Yaml,
    mapping: NodeId,
    index: usize,
}

/// An item of a list.
#[derive(Clone, Copy, Debug)]
pub struct ItemSite<'a> {
    yaml: &'a Yaml,
    /// The entry that holds the list.
    entry: EntrySite<'a>,
    sequence: NodeId,
    index: usize,
}

/// What a place lies in.
#[derive(Default)]
struct Around<'a> {
    entry: Option<EntrySite<'a>>,
    item: Option<(NodeId, usize)>,
}

impl Yaml {
    /// The entry whose key stands at this place.
    pub fn entry_at(&self, key: Span) -> Option<EntrySite<'_>> {
        let entry = self.around(key)?.entry?;
        (self.node(entry.entry().key).span == key).then_some(entry)
    }

    /// The item that stands at this place, in a list that is the value of an entry.
    pub fn item_at(&self, item: Span) -> Option<ItemSite<'_>> {
        let around = self.around(item)?;
        let (entry, (sequence, index)) = (around.entry?, around.item?);
        let NodeKind::Sequence(items) = &self.node(sequence).kind else {
            return None;
        };
        let is_it = self.node(items[index]).span == item && entry.entry().value == sequence;
        is_it.then_some(ItemSite {
            yaml: self,
            entry,
            sequence,
            index,
        })
    }

    /// The innermost entry around a place and the innermost item, unless they belong to several
    /// places.
    fn around(&self, place: Span) -> Option<Around<'_>> {
        let mut around = Around::default();
        let mut id = *self.roots.first().filter(|_| self.source.id() == place.file)?;
        loop {
            let node = self.node(id);
            let is_whole = node.span == place;
            match &node.kind {
                _ if is_shared(node) => return None,
                NodeKind::Mapping(entries) if !is_whole => {
                    let behind = entries.partition_point(|entry| self.node(entry.key).span.start <= place.start);
                    let index = behind.checked_sub(1)?;
                    around.entry = Some(EntrySite {
                        yaml: self,
                        mapping: id,
                        index,
                    });
                    if self.node(entries[index].key).span.contains(place) {
                        return Some(around);
                    }
                    id = entries[index].value;
                }
                NodeKind::Sequence(items) => {
                    let behind = items.partition_point(|&item| self.node(item).span.start <= place.start);
                    let index = behind.checked_sub(1)?;
                    around.item = Some((id, index));
                    id = items[index];
                }
                _ => return Some(around),
            }
        }
    }

    /// The edit that adds an entry to a mapping.
    fn insert_into(&self, mapping: NodeId, key: &str, content: &Content) -> Option<Edit> {
        let node = self.node(mapping);
        let NodeKind::Mapping(entries) = &node.kind else {
            return None;
        };
        if is_shared(node) || self.name_is_taken(entries, key) {
            return None;
        }
        if self.is_flow(mapping) {
            let last = entries.last().map(|entry| (entry.value, entry.key));
            let style = last.map_or(Style::Plain, |(_, key)| self.style(key));
            return self.insert_in_brackets(node, last, &content.flow_entry(key, style));
        }
        let last = entries.last()?;
        let (indent, layout) = (self.indent(node)?, self.layout());
        let text = content.entry(key, &indent, &layout);
        let end = self.end_of_line(last.value, last.key)?;
        Some(self.insert_line(end, &format!("{indent}{text}"), &layout))
    }
}

impl<'a> EntrySite<'a> {
    fn entry(self) -> Entry {
        match &self.yaml.node(self.mapping).kind {
            NodeKind::Mapping(entries) => entries[self.index],
            _ => unreachable!("a site is made of a mapping"),
        }
    }

    fn value(self) -> &'a Node {
        self.yaml.node(self.entry().value)
    }

    /// The place of its key.
    pub fn key(self) -> Span {
        self.yaml.node(self.entry().key).span
    }

    /// The text of its value, a scalar.
    pub fn text(self) -> Option<&'a str> {
        match &self.value().kind {
            NodeKind::Scalar { text, .. } => Some(text.as_str()),
            _ => None,
        }
    }

    /// An entry of its value, as written.
    pub fn child(self, key: &str) -> Option<Self> {
        let id = self.entry().value;
        let NodeKind::Mapping(entries) = &self.value().kind else {
            return None;
        };
        let names = |entry: &Entry| self.yaml.view(entry.key).as_str() == Some(key);
        let index = entries.iter().rposition(names)?;
        (!is_shared(self.value())).then_some(Self {
            yaml: self.yaml,
            mapping: id,
            index,
        })
    }

    /// The edit that adds an entry to its value, a mapping or nothing yet.
    pub fn insert(self, key: &str, content: &Content) -> Option<Edit> {
        if !self.is_empty() {
            return self.yaml.insert_into(self.entry().value, key, content);
        }
        let layout = self.yaml.layout();
        let indent = self.indent()? + &" ".repeat(layout.step);
        let text = content.entry(key, &indent, &layout);
        self.insert_first(&format!("{indent}{text}"), &layout)
    }

    /// The edit that adds items to its value, a list of strings or nothing yet, in the quotes of the last one.
    pub fn append(self, items: &[&str]) -> Option<Edit> {
        let (yaml, value) = (self.yaml, self.value());
        let layout = yaml.layout();
        let last = match &value.kind {
            NodeKind::Sequence(present) => present.last(),
            _ => None,
        };
        let style = last.map_or(Style::Plain, |&last| yaml.style(last));
        let lines = |indent: &str| {
            let items = items
                .iter()
                .map(|item| format!("{indent}- {}", written_like(style, item, Place::Item)));
            items.collect::<Vec<String>>().join(layout.line_end)
        };
        match &value.kind {
            _ if self.is_empty() => {
                let indent = self.indent()? + &" ".repeat(layout.dash);
                self.insert_first(&lines(&indent), &layout)
            }
            NodeKind::Sequence(present) if yaml.is_flow(self.entry().value) && !is_shared(value) => {
                let items: Vec<String> = items
                    .iter()
                    .map(|item| written_like(style, item, Place::Flow))
                    .collect();
                yaml.insert_in_brackets(value, present.last().map(|&item| (item, item)), &items.join(", "))
            }
            NodeKind::Sequence(present) if !is_shared(value) => {
                let &last = present.last()?;
                let (indent, end) = (yaml.indent_of_dashes(value)?, yaml.end_of_line(last, last)?);
                Some(yaml.insert_line(end, &lines(&indent), &layout))
            }
            _ => None,
        }
    }

    /// Whether nothing stands behind its colon.
    fn is_empty(self) -> bool {
        let value = self.value();
        matches!(value.kind, NodeKind::Scalar { .. }) && value.span.is_empty() && !is_shared(value)
    }

    /// Below the line of its key, which has no value.
    fn insert_first(self, lines: &str, layout: &Layout) -> Option<Edit> {
        let end = self.yaml.end_of_line(self.entry().value, self.entry().key)?;
        let is_block = !self.yaml.is_flow(self.mapping);
        is_block.then(|| self.yaml.insert_line(end, lines, layout))
    }

    /// The edit that gives it another value. Absent if a comment would go with the old one.
    pub fn replace(self, content: &Content) -> Option<Edit> {
        let (yaml, value) = (self.yaml, self.value());
        let key = yaml.node(self.entry().key).span;
        let text = yaml.source.text();
        let colon = key.end as usize + text[key.end as usize..].find(':')? + 1;
        let place = Span::new(key.file, colon, (value.span.end as usize).max(colon));
        let has_comment = yaml.comments.iter().any(|comment| place.contains(comment.span));
        if is_shared(value) || has_comment || matches!(value.kind, NodeKind::Alias { .. }) {
            return None;
        }
        let new = match yaml.is_flow(self.mapping) || yaml.is_flow(self.entry().value) {
            true => content.behind_in_flow(yaml.style(self.entry().key)),
            false => content.behind(&self.indent()?, &yaml.layout()),
        };
        Some(place.replace(new))
    }

    /// The edit that removes it with its lines. Absent for the last entry of a mapping, which would
    /// leave nothing.
    pub fn remove(self) -> Option<Edit> {
        let NodeKind::Mapping(entries) = &self.yaml.node(self.mapping).kind else {
            return None;
        };
        let is_only = entries.len() == 1;
        let span = |entry: &Entry| {
            let (key, value) = (self.yaml.node(entry.key).span, self.yaml.node(entry.value).span);
            Span::new(key.file, key.start as usize, value.end.max(key.end) as usize)
        };
        let own = span(&entries[self.index]);
        if is_only || self.value().anchor.is_some() {
            return None;
        }
        if !self.yaml.is_flow(self.mapping) {
            return Some(super::whole_lines(&self.yaml.source, own, own)?.replace(""));
        }
        let neighbours = entries.iter().map(span).collect::<Vec<Span>>();
        Some(between(&neighbours, self.index)?.replace(""))
    }

    fn indent(self) -> Option<String> {
        self.yaml.indent(self.yaml.node(self.entry().key))
    }
}

impl ItemSite<'_> {
    /// The edit that adds an entry to it, a mapping.
    pub fn insert(self, key: &str, content: &Content) -> Option<Edit> {
        let NodeKind::Sequence(items) = &self.yaml.node(self.sequence).kind else {
            return None;
        };
        self.yaml.insert_into(items[self.index], key, content)
    }

    /// The edit that removes it with its lines; together with the list, if it is the only item.
    pub fn remove(self) -> Option<Edit> {
        let NodeKind::Sequence(items) = &self.yaml.node(self.sequence).kind else {
            return None;
        };
        if items.len() == 1 {
            return self.entry.remove();
        }
        let spans: Vec<Span> = items.iter().map(|&item| self.yaml.node(item).span).collect();
        let own = spans[self.index];
        if self.yaml.is_flow(self.sequence) {
            return Some(between(&spans, self.index)?.replace(""));
        }
        let text = self.yaml.source.text();
        let dash = text[..own.start as usize].rfind('-')?;
        let is_own = text[dash + 1..own.start as usize].trim().is_empty();
        let whole = Span::new(own.file, dash, own.end as usize);
        let lines = super::whole_lines(&self.yaml.source, whole, whole)?;
        is_own.then(|| lines.replace(""))
    }
}

/// One of the parts of a list in brackets, with the comma that parts it from its neighbour.
fn between(parts: &[Span], index: usize) -> Option<Span> {
    let own = parts[index];
    match (index.checked_sub(1).map(|before| parts[before]), parts.get(index + 1)) {
        (Some(before), _) => Some(Span::new(own.file, before.end as usize, own.end as usize)),
        (None, Some(next)) => Some(Span::new(own.file, own.start as usize, next.start as usize)),
        (None, None) => None,
    }
}
