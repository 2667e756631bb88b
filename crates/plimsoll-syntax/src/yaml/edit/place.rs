//! Where something can be inserted, and how it is laid out there.

use super::super::{Entry, Node, NodeId, NodeKind, Style, Yaml};
use super::content::Layout;
use crate::{Edit, Span};

/// How many nodes are looked at to learn the style of a file.
const SAMPLE: usize = 2_000;

/// Whether a node may be repeated elsewhere, or has a tag that says how it is merged.
pub(super) fn is_shared(node: &Node) -> bool {
    node.anchor.is_some() || node.tag.is_some()
}

impl Yaml {
    /// Before the closing bracket of a collection, if only blanks are between that and its last part.
    pub(super) fn insert_in_brackets(&self, node: &Node, last: Option<(NodeId, NodeId)>, text: &str) -> Option<Edit> {
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

    pub(super) fn insert_line(&self, end: usize, text: &str, layout: &Layout) -> Edit {
        let place = Span::new(self.source.id(), end, end);
        place.replace(format!("{}{text}", layout.line_end))
    }

    pub(super) fn name_is_taken(&self, entries: &[Entry], key: &str) -> bool {
        let mut names = entries.iter().map(|entry| self.view(entry.key).as_str());
        names.any(|name| name == Some(key))
    }

    pub(super) fn is_flow(&self, id: NodeId) -> bool {
        self.source.slice(self.node(id).span).starts_with(['[', '{'])
    }

    /// How a key or an item is written; plain, unless it is a scalar.
    pub(super) fn style(&self, id: NodeId) -> Style {
        match &self.node(id).kind {
            NodeKind::Scalar { style, .. } => *style,
            _ => Style::Plain,
        }
    }

    /// The spaces before a node that stands first in its line; those of the dash, if it is behind one.
    pub(super) fn indent(&self, node: &Node) -> Option<String> {
        let text = self.source.text();
        let at = node.span.start as usize;
        let start = text[..at].rfind('\n').map_or(0, |at| at + 1);
        let before = text[start..at].trim_start_matches('\u{feff}');
        let is_indent = before.chars().all(|c| matches!(c, ' ' | '-'));
        is_indent.then(|| " ".repeat(before.len()))
    }

    /// The spaces before the dashes of a list, if a dash stands first in its line.
    pub(super) fn indent_of_dashes(&self, sequence: &Node) -> Option<String> {
        let NodeKind::Sequence(items) = &sequence.kind else {
            return None;
        };
        let before = &self.source.text()[..self.node(*items.first()?).span.start as usize];
        let line = &before[before.rfind('\n').map_or(0, |at| at + 1)..];
        let indent = line.trim_end().strip_suffix('-')?;
        indent.bytes().all(|byte| byte == b' ').then(|| indent.to_owned())
    }

    /// The end of the line on which a value ends, if nothing but a comment follows it there.
    pub(super) fn end_of_line(&self, value: NodeId, key: NodeId) -> Option<usize> {
        let text = self.source.text();
        let end = self.node(value).span.end.max(self.node(key).span.end) as usize;
        let line_end = text[end..].find('\n').map_or(text.len(), |at| end + at);
        let rest = text[end..line_end].trim();
        let is_free = rest.is_empty() || rest.starts_with('#') || rest == ":";
        (is_free && self.may_be_followed(value)).then(|| text[..line_end].trim_end_matches('\r').len())
    }

    /// Whether a line after a value leaves it as it is: `|+` keeps the blank lines behind it, and the
    /// end of a file is also that of its text.
    pub(super) fn may_be_followed(&self, value: NodeId) -> bool {
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

    pub(super) fn layout(&self) -> Layout {
        *self.layout.get_or_init(|| self.find_layout())
    }

    fn find_layout(&self) -> Layout {
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
