//! Entries and items as they stand in their file.
//!
//! A site is only given for what one place of the file owns: what lies inside an anchor may be
//! repeated elsewhere, and an edit would reach further than it seems.

use super::super::{Entry, Node, NodeId, NodeKind, Style, Yaml};
use super::content::{Content, Layout};
use super::scalar::{Place, written};
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

/// How many nodes are looked at to learn the style of a file.
const SAMPLE: usize = 2_000;

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

    /// The edit that adds a section to the end of the file.
    pub fn insert_section(&self, key: &str, value: &Content) -> Option<Edit> {
        let &[root] = &self.roots[..] else { return None };
        let node = self.node(root);
        let NodeKind::Mapping(entries) = &node.kind else {
            return None;
        };
        let last = entries.last()?;
        let text = self.source.text();
        if self.is_flow(root)
            || self.name_is_taken(entries, key)
            || node.tag.is_some()
            || !self.indent(node)?.is_empty()
        {
            return None;
        }
        let behind = self.end_of_line(last.value, last.key)?;
        let is_comment = |line: &str| line.trim().is_empty() || line.trim_start().starts_with('#');
        if !text[behind..].lines().skip(1).all(is_comment) {
            return None;
        }
        let layout = self.layout();
        let blank = if text.trim_end().contains(&layout.line_end.repeat(2)) || entries.len() < 2 {
            layout.line_end
        } else {
            ""
        };
        let end = text.trim_end().len();
        let place = Span::new(self.source.id(), end, end);
        let entry = value.entry(key, "", &layout);
        Some(place.replace(format!("{}{blank}{entry}", layout.line_end)))
    }

    /// The edits that put the whole file under a key. Absent where a line must stay at the margin.
    pub fn nested_in(&self, key: &str) -> Option<Vec<Edit>> {
        let &[root] = &self.roots[..] else { return None };
        let node = self.node(root);
        let start = node.span.start as usize;
        let text = self.source.text();
        let stays = |line: &str| ["---", "...", "\t"].iter().any(|sign| line.starts_with(sign));
        let has_column =
            |line: &str| line.trim_end().ends_with(|c: char| c.is_ascii_digit()) && line.contains(['|', '>']);
        if self.is_flow(root) || !self.indent(node)?.is_empty() || is_shared(node) {
            return None;
        }
        if text[start..].lines().any(|line| stays(line) || has_column(line)) {
            return None;
        }
        let layout = self.layout();
        let indent = " ".repeat(layout.step);
        let at = |place: usize| Span::new(self.source.id(), place, place);
        let mut edits = vec![at(start).replace(format!("{key}:{}{indent}", layout.line_end))];
        let ends = text[start..].match_indices('\n').map(|(end, _)| start + end + 1);
        let lines = ends.filter(|&line| !text[line..].starts_with(['\n', '\r']) && line < text.len());
        edits.extend(lines.map(|line| at(line).replace(indent.as_str())));
        Some(edits)
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
                NodeKind::Sequence(items) if !is_whole => {
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
            return self.insert_in_brackets(node, last, &content.flow_entry(key));
        }
        let last = entries.last()?;
        let (indent, layout) = (self.indent(node)?, self.layout());
        let text = content.entry(key, &indent, &layout);
        let end = self.end_of_line(last.value, last.key)?;
        Some(self.insert_line(end, &format!("{indent}{text}"), &layout))
    }

    /// Before the closing bracket of a collection, if only blanks are between that and its last part.
    fn insert_in_brackets(&self, node: &Node, last: Option<(NodeId, NodeId)>, text: &str) -> Option<Edit> {
        let span = node.span;
        let closing = (span.end as usize).checked_sub(1)?;
        let end = match last {
            Some((value, key)) => self.node(value).span.end.max(self.node(key).span.end),
            None => span.start + 1,
        };
        let rest = self.source.text().get(end as usize..closing)?;
        let comma = if last.is_some() { ", " } else { "" };
        let place = Span::new(span.file, end as usize, end as usize);
        rest.trim().is_empty().then(|| place.replace(format!("{comma}{text}")))
    }

    fn insert_line(&self, end: usize, text: &str, layout: &Layout) -> Edit {
        let place = Span::new(self.source.id(), end, end);
        place.replace(format!("{}{text}", layout.line_end))
    }

    fn name_is_taken(&self, entries: &[Entry], key: &str) -> bool {
        let mut names = entries.iter().map(|entry| self.view(entry.key).as_str());
        names.any(|name| name == Some(key))
    }

    fn is_flow(&self, id: NodeId) -> bool {
        self.source.slice(self.node(id).span).starts_with(['[', '{'])
    }

    /// The spaces before a node that stands first in its line; those of the dash, if it is behind one.
    fn indent(&self, node: &Node) -> Option<String> {
        let text = self.source.text();
        let at = node.span.start as usize;
        let start = text[..at].rfind('\n').map_or(0, |at| at + 1);
        let before = text[start..at].trim_start_matches('\u{feff}');
        let is_indent = before.chars().all(|c| matches!(c, ' ' | '-'));
        is_indent.then(|| " ".repeat(before.len()))
    }

    /// The spaces before the dashes of a list, if a dash stands first in its line.
    fn indent_of_dashes(&self, sequence: &Node) -> Option<String> {
        let NodeKind::Sequence(items) = &sequence.kind else {
            return None;
        };
        let before = &self.source.text()[..self.node(*items.first()?).span.start as usize];
        let line = &before[before.rfind('\n').map_or(0, |at| at + 1)..];
        let indent = line.trim_end().strip_suffix('-')?;
        indent.bytes().all(|byte| byte == b' ').then(|| indent.to_owned())
    }

    /// The end of the line on which a value ends, if nothing but a comment follows it there.
    fn end_of_line(&self, value: NodeId, key: NodeId) -> Option<usize> {
        let text = self.source.text();
        let end = self.node(value).span.end.max(self.node(key).span.end) as usize;
        let line_end = text[end..].find('\n').map_or(text.len(), |at| end + at);
        let rest = text[end..line_end].trim();
        let is_free = rest.is_empty() || rest.starts_with('#') || rest == ":";
        (is_free && self.may_be_followed(value)).then(|| text[..line_end].trim_end_matches('\r').len())
    }

    /// Whether a line after a value leaves it as it is: `|+` keeps the blank lines behind it, and the
    /// end of a file is also that of its text.
    fn may_be_followed(&self, value: NodeId) -> bool {
        let mut id = value;
        let last = loop {
            match &self.node(id).kind {
                NodeKind::Sequence(items) if !items.is_empty() => id = items[items.len() - 1],
                NodeKind::Mapping(entries) if !entries.is_empty() => id = entries[entries.len() - 1].value,
                _ => break self.node(id),
            }
        };
        let NodeKind::Scalar { style, .. } = &last.kind else {
            return true;
        };
        if !matches!(style, Style::Literal | Style::Folded) {
            return true;
        }
        let header = self.source.slice(last.span).lines().next().unwrap_or_default();
        let ends_line = self.source.text()[last.span.end as usize..].contains('\n');
        ends_line && !header.contains('+')
    }

    fn layout(&self) -> Layout {
        let text = self.source.text();
        let first = text.find('\n').unwrap_or(text.len());
        let line_end = if text[..first].ends_with('\r') { "\r\n" } else { "\n" };
        let entries = self.nodes.iter().take(SAMPLE).flat_map(|node| match &node.kind {
            NodeKind::Mapping(entries) => &entries[..],
            _ => &[],
        });
        let blocks = || entries.clone().filter(|entry| !self.is_flow(entry.value));
        let offset = |key: NodeId, indent: Option<String>| {
            let column = self.indent(self.node(key))?.len();
            indent?.len().checked_sub(column)
        };
        let step = blocks().find_map(|entry| {
            let value = self.node(entry.value);
            let is_mapping = matches!(value.kind, NodeKind::Mapping(_));
            offset(entry.key, self.indent(value).filter(|_| is_mapping)).filter(|&step| step > 0)
        });
        let dash = blocks().find_map(|entry| offset(entry.key, self.indent_of_dashes(self.node(entry.value))));
        let step = step.unwrap_or(2);
        Layout {
            line_end,
            step,
            dash: dash.unwrap_or(step),
        }
    }
}

/// Whether a node may be repeated elsewhere, or has a tag that says how it is merged.
fn is_shared(node: &Node) -> bool {
    node.anchor.is_some() || node.tag.is_some()
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

    /// The edit that adds items to its value, a list of strings or nothing yet.
    pub fn append(self, items: &[&str]) -> Option<Edit> {
        let (yaml, value) = (self.yaml, self.value());
        let layout = yaml.layout();
        let lines = |indent: &str| {
            let items = items
                .iter()
                .map(|item| format!("{indent}- {}", written(item, Place::Item)));
            items.collect::<Vec<String>>().join(layout.line_end)
        };
        match &value.kind {
            _ if self.is_empty() => {
                let indent = self.indent()? + &" ".repeat(layout.dash);
                self.insert_first(&lines(&indent), &layout)
            }
            NodeKind::Sequence(present) if yaml.is_flow(self.entry().value) && !is_shared(value) => {
                let items: Vec<String> = items.iter().map(|item| written(item, Place::Flow)).collect();
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
            true => content.flow_entry("k")[2..].to_owned(),
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
