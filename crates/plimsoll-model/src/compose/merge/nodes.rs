//! Nodes that nobody wrote, made where a short form meets a long one.
//!
//! Each has the place of the text that it stands for.

use plimsoll_syntax::yaml::{Entry, Node, NodeId, NodeKind, ScalarValue, Style};
use plimsoll_syntax::{Span, Text, TextBuilder};

use super::Merging;

impl Merging<'_> {
    /// A list of one: `dns: 1.1.1.1`.
    pub(super) fn list_of(&mut self, item: NodeId) -> NodeId {
        let span = self.tree.node(item).span;
        self.tree.add(made(span, NodeKind::Sequence(vec![item])))
    }

    /// `build: ./app` as a mapping with one key.
    pub(super) fn mapping_of(&mut self, key: &str, value: NodeId) -> NodeId {
        let span = self.tree.node(value).span;
        let key = self.word(key, span.at_start());
        self.tree.add(made(span, NodeKind::Mapping(vec![Entry { key, value }])))
    }

    /// A list of names as a mapping whose values are absent.
    pub(super) fn mapping_of_names(&mut self, list: NodeId) -> NodeId {
        let node = self.tree.node(list);
        let span = node.span;
        let NodeKind::Sequence(items) = &node.kind else {
            return list;
        };
        let mut entries = Vec::with_capacity(items.len());
        for item in items.clone() {
            let item = self.tree.taken(list, item);
            if self.tree.name(item).is_none() {
                continue;
            }
            let place = self.tree.node(item).span.at_end();
            let value = self.word("", place);
            let key = self.name_of(item);
            entries.push(Entry { key, value });
        }
        self.tree.add(made(span, NodeKind::Mapping(entries)))
    }

    /// An item as a key. Keys must be strings, so a number becomes one.
    fn name_of(&mut self, item: NodeId) -> NodeId {
        let node = self.tree.node(item);
        let NodeKind::Scalar { text, .. } = &node.kind else {
            return item;
        };
        if !node.is_plain() || ScalarValue::of_plain(text.as_str()).is_string() {
            return item;
        }
        let kind = NodeKind::Scalar {
            text: text.clone(),
            style: Style::DoubleQuoted,
        };
        let name = node.with(kind);
        self.tree.add_as(name, item)
    }

    /// A mapping as a list of `key=value`; a list of values gives one item each.
    // compose-go v2, override/merge.go `convertIntoSequence`.
    pub(super) fn list_of_pairs(&mut self, mapping: NodeId) -> NodeId {
        let node = self.tree.node(mapping);
        let span = node.span;
        let NodeKind::Mapping(entries) = &node.kind else {
            return mapping;
        };
        let mut items = Vec::with_capacity(entries.len());
        for entry in entries.clone() {
            let value = self.tree.taken(mapping, entry.value);
            let values = match &self.tree.node(value).kind {
                NodeKind::Sequence(values) => values.clone(),
                _ => vec![value],
            };
            for single in values {
                let single = self.tree.taken(value, single);
                items.extend(self.pair(entry.key, single));
            }
        }
        // Compose sorts them by their text, since its mappings have no order.
        items.sort_by(|&a, &b| self.tree.name(a).cmp(&self.tree.name(b)));
        self.tree.add(made(span, NodeKind::Sequence(items)))
    }

    /// `key=value`; the key alone if the value is absent.
    fn pair(&mut self, key: NodeId, value: NodeId) -> Option<NodeId> {
        let (key_node, value_node) = (self.tree.node(key), self.tree.node(value));
        let (NodeKind::Scalar { text: name, .. }, NodeKind::Scalar { text, .. }) = (&key_node.kind, &value_node.kind)
        else {
            return None;
        };
        let mut builder = TextBuilder::new(name.file());
        // Keys are not interpolated, items are.
        let mut from = 0;
        for (at, _) in name.as_str().match_indices('$') {
            builder.push(name, from..at);
            let place = name.span(at..at + 1);
            builder.push_decoded("$$", place.start as usize, place.len());
            from = at + 1;
        }
        builder.push(name, from..name.as_str().len());
        let (key_span, value_span) = (key_node.span, value_node.span);
        if !super::overlay::is_null(value_node) {
            let gap = value_span.start.saturating_sub(key_span.end);
            builder.push_decoded("=", key_span.end as usize, gap as usize);
            if text.file() == name.file() {
                builder.push(text, 0..text.as_str().len());
            } else {
                builder.push_decoded(text.as_str(), key_span.end as usize, 0);
            }
        }
        let text = builder.finish_at(key_span.start as usize);
        let via = self.tree.via(value);
        let style = Style::DoubleQuoted;
        let pair = self
            .tree
            .add(made(key_span.to(value_span), NodeKind::Scalar { text, style }));
        Some(match via {
            Some(via) => self.tree.repeated(pair, via),
            None => pair,
        })
    }

    /// The value of a dependency that is only named.
    // compose-go v2, override/merge.go `mergeDependsOn`.
    pub(super) fn plain_dependency(&mut self, span: Span) -> NodeId {
        let entries = [("condition", "service_started"), ("required", "true")].map(|(key, value)| Entry {
            key: self.word(key, span),
            value: self.word(value, span),
        });
        self.tree.add(made(span, NodeKind::Mapping(entries.into())))
    }

    /// The service at which reading stopped may lack keys; it gets a merge key that leads nowhere,
    /// as if an alias were missing.
    pub(super) fn mark_open_service(&mut self, root: NodeId) -> NodeId {
        self.tree.set_partial();
        let Some(section) = self.child(root, "services") else {
            return root;
        };
        let mut entries = self.over_entries(section);
        let last = entries
            .iter()
            .enumerate()
            .max_by_key(|(_, entry)| self.tree.node(entry.key).span.start);
        let Some((at, open)) = last.map(|(at, entry)| (at, *entry)) else {
            return root;
        };
        let mut below = self.over_entries(open.value);
        let place = self.tree.node(open.value).span.at_end();
        let key = self.word("<<", place);
        let name = "".into();
        let value = self.tree.add(made(place, NodeKind::Alias { name, target: None }));
        below.push(Entry { key, value });
        let service = self.tree.node(open.value).with(NodeKind::Mapping(below));
        entries[at].value = self.tree.add_as(service, open.value);
        let section_node = self.tree.node(section).with(NodeKind::Mapping(entries));
        let section = self.tree.add_as(section_node, section);
        self.with_child(root, "services", Some(section))
    }

    fn word(&mut self, word: &str, span: Span) -> NodeId {
        let mut builder = TextBuilder::new(span.file);
        builder.push_decoded(word, span.start as usize, span.len());
        let text: Text = builder.finish_at(span.start as usize);
        let style = Style::Plain;
        self.tree.add(made(span, NodeKind::Scalar { text, style }))
    }
}

fn made(span: Span, kind: NodeKind) -> Node {
    Node {
        span,
        kind,
        tag: None,
        anchor: None,
    }
}
