//! Reorders the entries of a block collection, as one edit of the text.
//!
//! Whether the order has a meaning is left to others; mostly it has none in Compose. Entries that
//! cannot be moved safely stay: a comment that may belong to either neighbour, an anchor that has
//! to stay before its aliases, entries that share a line.

use std::ops::Range;

use super::walk::{Kind, NodeRef};
use crate::{Edit, SourceFile, Span};

/// The edit that puts the entries of a block mapping, or the items of a block sequence, into the
/// order of their keys. `keys` has one for each, as written; entries with equal keys keep their
/// order. Absent if they are in order already, or cannot be moved safely.
pub fn reordered<K: Ord>(source: &SourceFile, collection: NodeRef<'_>, keys: &[K]) -> Option<Edit> {
    let spans: Vec<Span> = match collection.kind() {
        Kind::Mapping => collection
            .written_entries()
            .map(|entry| entry.key.span().to(entry.value.span()))
            .collect(),
        Kind::Sequence => collection.items().map(NodeRef::span).collect(),
        Kind::Scalar | Kind::Unresolved => return None,
    };
    let mut order: Vec<usize> = (0..keys.len()).collect();
    order.sort_by_key(|&index| &keys[index]);
    if spans.len() != keys.len() || order.is_sorted() {
        return None;
    }
    let text = source.text();
    let blocks: Option<Vec<Range<usize>>> = spans.iter().map(|span| block(text, *span, collection.kind())).collect();
    let blocks = blocks?;
    let region = blocks.first()?.start..blocks.last()?.end;
    // Anchors come before their aliases, and `|+` keeps the blank lines after it.
    if text[region.clone()].contains(['&', '*'])
        || ["<<", "|+", ">+"]
            .iter()
            .any(|sign| text[region.clone()].contains(sign))
    {
        return None;
    }
    let gaps: Vec<&str> = blocks
        .windows(2)
        .map(|pair| text.get(pair[0].end..pair[1].start))
        .collect::<Option<Vec<&str>>>()?;
    if gaps.iter().any(|gap| !gap.trim().is_empty() || !gap.contains('\n')) {
        return None;
    }
    let mut written = String::with_capacity(region.len());
    for (place, &index) in order.iter().enumerate() {
        written.push_str(&text[blocks[index].clone()]);
        written.push_str(gaps.get(place).copied().unwrap_or_default());
    }
    Some(Span::new(source.id(), region.start, region.end).replace(written))
}

/// The lines of an entry, from its indentation to the end of its last line.
fn block(text: &str, span: Span, kind: Kind) -> Option<Range<usize>> {
    let start = text[..span.start as usize].rfind('\n').map_or(0, |at| at + 1);
    let indent = &text[start..span.start as usize];
    let is_own = match kind {
        Kind::Sequence => indent.trim() == "-",
        _ => indent.trim().is_empty(),
    };
    let value_end = text[..span.end as usize].trim_end().len().max(span.start as usize);
    let end = text[value_end..].find('\n').map_or(text.len(), |at| value_end + at);
    let rest = text[value_end..end].trim();
    let ends_line = rest.is_empty() || rest.starts_with('#') || rest == ":";
    // The line end of Windows stays where it is.
    let end = if text[..end].ends_with('\r') { end - 1 } else { end };
    (is_own && ends_line && start < end).then_some(start..end)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{FileId, yaml};

    fn sorted(text: &str) -> Option<String> {
        let source = SourceFile::new(FileId(0), "a.yaml", text.into());
        let yaml = yaml::parse(source.into());
        let root = yaml.root()?;
        let keys: Vec<String> = match root.kind() {
            Kind::Mapping => root
                .written_entries()
                .map(|e| e.name().unwrap_or_default().to_owned())
                .collect(),
            _ => root
                .items()
                .map(|item| item.as_str().unwrap_or_default().to_owned())
                .collect(),
        };
        let edit = reordered(&yaml.source, root, &keys)?;
        let mut result = text.to_owned();
        result.replace_range(edit.span.range(), &edit.text);
        Some(result)
    }

    #[test]
    fn entries_move_with_their_lines() {
        for (text, expected) in [
            ("b: 1 # one\n\na:\n  x: 2\n", "a:\n  x: 2\n\nb: 1 # one\n"),
            ("- b\n- \"a\"", "- \"a\"\n- b"),
            (
                "c:\nb: |\n  x\n  # no comment\na: 1\n",
                "a: 1\nb: |\n  x\n  # no comment\nc:\n",
            ),
            ("b: 1\r\na: 2\r\n", "a: 2\r\nb: 1\r\n"),
        ] {
            assert_eq!(sorted(text).as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn what_may_be_lost_is_left() {
        for text in [
            "a: 1\nb: 2\n",
            "{b: 1, a: 2}\n",
            "b: 1\n# of which?\na: 2\n",
            "b: &x 1\na: *x\n",
            "b: |+\n  x\n\na: 1\n",
            "[b, a]\n",
            "--- {b: 1, a: 2}",
        ] {
            assert_eq!(sorted(text), None, "{text}");
        }
    }
}
