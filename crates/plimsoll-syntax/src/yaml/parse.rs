//! Events of the parser to the arena.
//!
//! An explicit stack holds the open collections, so depth costs no call stack. After a syntax error
//! they are closed where reading stopped, and what was read stays. Checks that need the whole tree
//! (duplicate keys, merge keys, the size after all aliases) are in `check`.

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use granit_parser::{Event, Options, Parser, ScalarStyle, Tag};

use super::{Comment, Entry, Node, NodeId, NodeKind, Style, Yaml, check, decode, problem, template};
use crate::binary::not_text;
use crate::{SourceFile, Span, Spanned, SyntaxError, SyntaxErrorKind, TextBuilder};

/// At most this many keys and values of a file are read: ten times those of the largest that people
/// write.
const MOST_NODES: usize = 200_000;

/// Reads a file. Never fails: errors are in [`Yaml::errors`].
pub fn parse(source: Arc<SourceFile>) -> Yaml {
    let mut builder = Builder::new(&source);
    let foreign = not_text(&source, SyntaxErrorKind::Compose);
    let is_text = foreign.is_none();
    if is_text {
        builder.read();
    }
    if let Some(error) = foreign.or_else(|| template::find(&source, &builder.comments)) {
        builder.give_up(error);
    }
    let Builder {
        nodes,
        roots,
        comments,
        mut errors,
        truncated_at,
        ..
    } = builder;
    if is_text {
        errors.extend(problem::invalid_bytes(&source));
    }
    let mut yaml = Yaml {
        source,
        nodes,
        roots,
        comments,
        errors,
        truncated_at,
        aliases_dropped: false,
        origins: None,
        layout: OnceLock::new(),
    };
    check::check(&mut yaml);
    yaml.errors.sort_by_key(|error| (error.span.start, error.span.end));
    yaml
}

/// An open collection.
struct Frame {
    id: NodeId,
    /// The key that waits for its value, in a mapping.
    key: Option<NodeId>,
}

struct Builder<'a> {
    source: &'a SourceFile,
    nodes: Vec<Node>,
    roots: Vec<NodeId>,
    stack: Vec<Frame>,
    /// The parser's number of an anchor to the node that has it.
    anchors: HashMap<usize, NodeId>,
    comments: Vec<Comment>,
    errors: Vec<SyntaxError>,
    truncated_at: Option<u32>,
    /// The end of the last token that is not a comment.
    last_end: usize,
}

impl<'a> Builder<'a> {
    fn new(source: &'a SourceFile) -> Self {
        Self {
            source,
            nodes: Vec::new(),
            roots: Vec::new(),
            stack: Vec::new(),
            anchors: HashMap::new(),
            comments: Vec::new(),
            errors: Vec::new(),
            truncated_at: None,
            last_end: 0,
        }
    }

    fn read(&mut self) {
        let mut options = Options::default();
        options.emit_anchor_events = true;
        options.emit_unresolved_aliases = true;
        // Whole commented-out sections between a key and its first item are common.
        options.max_buffered_comment_events = usize::MAX;
        let text = self.source.text();
        for next in Parser::new_from_str_with_options(text, options) {
            let (event, span) = match next {
                Ok(next) => next,
                Err(error) => {
                    self.fail(&error);
                    return;
                }
            };
            let range = span.byte_range().unwrap_or(self.last_end..self.last_end);
            if self.nodes.len() >= MOST_NODES {
                self.stop(range.start, range.end);
                return;
            }
            let tag = event.tag().map(|tag| {
                let range = span.tag_span().and_then(|span| span.byte_range());
                self.tag(tag, range.unwrap_or(range_start(&span)..range_start(&span)))
            });
            self.event(event, range.start, range.end, tag);
        }
    }

    /// Forgets what was read, for it is not what anybody means.
    fn give_up(&mut self, error: SyntaxError) {
        self.nodes.clear();
        self.roots.clear();
        self.truncated_at = Some(0);
        self.errors = vec![error];
    }

    fn event(&mut self, event: Event<'_>, start: usize, end: usize, tag: Option<Box<Spanned<Box<str>>>>) {
        match event {
            Event::DocumentStart(..) => {
                self.anchors.clear();
                self.last_end = self.last_end.max(start);
            }
            Event::Comment(..) => self.comment(start, end),
            Event::Anchor(id, name) => self.anchor(id, &name, start, end),
            Event::Scalar(value, style, _, _) => self.scalar(&value, style, start, end, tag),
            Event::Alias(id) => self.alias(Some(id), start, end),
            Event::UnresolvedAlias(_) => self.alias(None, start, end),
            Event::SequenceStart(..) => self.open(NodeKind::Sequence(Vec::new()), start, end, tag),
            Event::MappingStart(..) => self.open(NodeKind::Mapping(Vec::new()), start, end, tag),
            Event::SequenceEnd | Event::MappingEnd => self.close(start, end),
            _ => {}
        }
    }

    fn span(&self, start: usize, end: usize) -> Span {
        Span::new(self.source.id(), start, end)
    }

    fn tag(&self, tag: &Tag, range: std::ops::Range<usize>) -> Box<Spanned<Box<str>>> {
        let written = self.source.text().get(range.clone()).unwrap_or_default();
        let text = if written.is_empty() {
            tag.to_string()
        } else {
            written.to_owned()
        };
        Box::new(Spanned::new(text.into(), self.span(range.start, range.end)))
    }

    fn comment(&mut self, start: usize, end: usize) {
        let text = self.source.text();
        let line_start = text[..start].rfind('\n').map_or(0, |at| at + 1);
        let before = text[line_start..start].trim_start_matches('\u{feff}');
        let written = text[start..end].trim_end();
        self.comments.push(Comment {
            span: self.span(start, start + written.len()),
            text: written.trim_start_matches('#').trim().into(),
            own_line: before.trim().is_empty(),
        });
    }

    fn anchor(&mut self, id: usize, name: &str, start: usize, end: usize) {
        let Some(last) = self.nodes.len().checked_sub(1) else {
            return;
        };
        let span = self.span(start, end);
        // The place of an empty node is after its anchor.
        let node = &mut self.nodes[last];
        if node.span.is_empty() && (node.span.start as usize) < end && !matches!(node.kind, NodeKind::Mapping(_)) {
            node.span = span.at_end();
        }
        node.anchor = Some(Box::new(Spanned::new(name.into(), span)));
        self.anchors.insert(id, NodeId(last as u32));
        self.last_end = self.last_end.max(end);
    }

    fn scalar(
        &mut self,
        value: &str,
        style: ScalarStyle,
        start: usize,
        end: usize,
        tag: Option<Box<Spanned<Box<str>>>>,
    ) {
        let style = match style {
            ScalarStyle::Plain => Style::Plain,
            ScalarStyle::SingleQuoted => Style::SingleQuoted,
            ScalarStyle::DoubleQuoted => Style::DoubleQuoted,
            ScalarStyle::Literal => Style::Literal,
            ScalarStyle::Folded => Style::Folded,
        };
        if style == Style::Plain && start == end {
            self.empty(start, tag);
            return;
        }
        let (span, text) = if matches!(style, Style::Literal | Style::Folded) {
            let all = self.source.text();
            let at_end = end == all.len() && !all.ends_with('\n');
            // go-yaml adds no line end to a file that ends without one.
            let value = if at_end {
                value.strip_suffix('\n').unwrap_or(value)
            } else {
                value
            };
            let text = decode::scalar_text(self.source, start, end, value, style);
            let from = tag.as_ref().map_or(self.last_end, |tag| tag.span.end as usize);
            let header = self.block_header(from.min(start), start);
            let until = (text.full_span().end as usize).clamp(header, end);
            let until = header + all[header..until].trim_end().len();
            (self.span(header, until), text)
        } else {
            let text = decode::scalar_text(self.source, start, end, value, style);
            (self.span(start, end), text)
        };
        self.last_end = self.last_end.max(end);
        self.add(Node {
            span,
            kind: NodeKind::Scalar { text, style },
            tag,
            anchor: None,
        });
    }

    /// A missing value, which means null. Its place is after its colon, dash or tag.
    fn empty(&mut self, at: usize, tag: Option<Box<Spanned<Box<str>>>>) {
        let from = tag.as_ref().map_or(at, |tag| at.max(tag.span.end as usize));
        let rest = self.source.text().get(from..).unwrap_or_default();
        let blanks = rest.len() - rest.trim_start_matches([' ', '\t']).len();
        let is_value = self.stack.last().is_some_and(|frame| frame.key.is_some());
        let at = if is_value && tag.is_none() && rest[blanks..].starts_with(':') {
            from + blanks + 1
        } else {
            from
        };
        self.last_end = self.last_end.max(at);
        self.add(Node {
            span: self.span(at, at),
            kind: NodeKind::Scalar {
                text: TextBuilder::new(self.source.id()).finish_at(at),
                style: Style::Plain,
            },
            tag,
            anchor: None,
        });
    }

    /// The place of `|` or `>`: between the last token and the content.
    fn block_header(&self, from: usize, content: usize) -> usize {
        let between = &self.source.text()[from..content];
        let mut in_comment = false;
        let mut before = ' ';
        for (at, character) in between.char_indices() {
            match character {
                '\n' => in_comment = false,
                '#' if before.is_whitespace() => in_comment = true,
                '|' | '>' if !in_comment => return from + at,
                _ => {}
            }
            before = character;
        }
        content
    }

    fn alias(&mut self, id: Option<usize>, start: usize, end: usize) {
        let span = self.span(start, end);
        let name = self.source.slice(span).trim_start_matches('*');
        let found = id.and_then(|id| self.anchors.get(&id).copied());
        let inside_itself = found.is_some_and(|target| self.stack.iter().any(|frame| frame.id == target));
        // go-yaml v3: "anchor 'x' value contains itself", "unknown anchor 'x' referenced".
        if inside_itself {
            let message = format!("`*{name}` is inside the value that it repeats");
            self.errors.push(
                SyntaxError::new(SyntaxErrorKind::Compose, span, message).help("an anchor cannot contain itself"),
            );
        } else if found.is_none() {
            let message = format!("there is no anchor `&{name}` before this alias");
            self.errors.push(
                SyntaxError::new(SyntaxErrorKind::Compose, span, message)
                    .help("define the anchor above the place that uses it, or quote a value that starts with `*`"),
            );
        }
        self.last_end = self.last_end.max(end);
        self.add(Node {
            span,
            kind: NodeKind::Alias {
                name: name.into(),
                target: found.filter(|_| !inside_itself),
            },
            tag: None,
            anchor: None,
        });
    }

    fn open(&mut self, kind: NodeKind, start: usize, end: usize, tag: Option<Box<Spanned<Box<str>>>>) {
        self.last_end = self.last_end.max(end);
        let id = self.add(Node {
            span: self.span(start, end),
            kind,
            tag,
            anchor: None,
        });
        self.stack.push(Frame { id, key: None });
    }

    fn close(&mut self, start: usize, end: usize) {
        let Some(frame) = self.stack.pop() else { return };
        let flow = end > start;
        self.finish(frame.id, flow.then_some(end));
        if flow {
            self.last_end = self.last_end.max(end);
        }
    }

    /// Sets the end of a collection: its closing bracket, or the end of its contents.
    fn finish(&mut self, id: NodeId, closed_at: Option<usize>) {
        let node = &self.nodes[id.0 as usize];
        let end_of = |id: &NodeId| self.nodes[id.0 as usize].span.end;
        let content = match &node.kind {
            NodeKind::Sequence(items) => items.last().map(end_of),
            NodeKind::Mapping(entries) => entries.last().map(|entry| end_of(&entry.value).max(end_of(&entry.key))),
            _ => None,
        };
        let end = closed_at.map_or(content.unwrap_or(0), |end| end as u32);
        let node = &mut self.nodes[id.0 as usize];
        node.span.end = node.span.end.max(end);
    }

    fn add(&mut self, node: Node) -> NodeId {
        let id = NodeId(self.nodes.len() as u32);
        self.nodes.push(node);
        let Some(frame) = self.stack.last_mut() else {
            self.roots.push(id);
            return id;
        };
        match &mut self.nodes[frame.id.0 as usize].kind {
            NodeKind::Sequence(items) => items.push(id),
            NodeKind::Mapping(entries) => match frame.key.take() {
                Some(key) => entries.push(Entry { key, value: id }),
                None => frame.key = Some(id),
            },
            _ => {}
        }
        id
    }

    /// Stops reading a file that was not written by a person.
    fn stop(&mut self, start: usize, end: usize) {
        let shown = self.source.text().floor_char_boundary(start + 40);
        let place = self.span(start, end.clamp(start, shown));
        let message = format!("the file has more than {MOST_NODES} keys and values; the rest is not read");
        self.truncate(place);
        self.errors
            .push(SyntaxError::new(SyntaxErrorKind::Compose, place, message).help("split the file"));
    }

    /// Closes what is open, as the rest of the file is not known.
    fn truncate(&mut self, place: Span) {
        self.truncated_at = Some(place.start);
        while let Some(frame) = self.stack.pop() {
            self.finish(frame.id, None);
        }
    }

    fn fail(&mut self, error: &granit_parser::ScanError) {
        let open = self
            .stack
            .last()
            .map(|frame| self.nodes[frame.id.0 as usize].span.start as usize);
        let problem = problem::describe(self.source, error, self.last_end, open);
        self.truncate(problem.span);
        if !self
            .source
            .invalid()
            .iter()
            .any(|invalid| invalid.contains(problem.span))
        {
            self.errors.push(problem);
        }
    }
}

fn range_start(span: &granit_parser::Span) -> usize {
    span.byte_range().map_or(0, |range| range.start)
}
