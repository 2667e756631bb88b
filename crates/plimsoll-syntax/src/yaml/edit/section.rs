//! Edits of a whole file: a section more, or all of it as a section.

use super::super::{NodeKind, Yaml};
use super::content::Content;
use super::place::is_shared;
use crate::{Edit, Span};

impl Yaml {
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
        let lines = ends.filter(|&line| line < text.len() && !text[line..].starts_with(['\n', '\r']));
        edits.extend(lines.map(|line| at(line).replace(indent.as_str())));
        Some(edits)
    }
}
