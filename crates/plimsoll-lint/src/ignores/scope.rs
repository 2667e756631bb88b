//! How far a comment reaches in its file.

use std::collections::HashMap;

use plimsoll_model::view::Dockerfile;
use plimsoll_syntax::dockerfile::{Instruction, Kind};
use plimsoll_syntax::yaml::{Entry, NodeKind, Yaml};
use plimsoll_syntax::{SourceFile, Span};

use super::comment::Reach;

/// Where in a Dockerfile a comment is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Position {
    BetweenInstructions,
    /// Between the lines of an instruction.
    InsideInstruction,
    /// In shell code, alone on its line or after other text.
    InCode,
}

/// The scopes of the comments of a Dockerfile. Ask for them in the order of the file.
pub(super) struct DockerfileScopes<'a> {
    instructions: &'a [Instruction],
    /// Where each stage starts.
    stages: Vec<u32>,
    whole: Span,
    lines: Lines<'a>,
}

impl<'a> DockerfileScopes<'a> {
    /// `is_inline` is for one that is in a Compose file.
    pub(super) fn new(dockerfile: Dockerfile<'a>, is_inline: bool) -> Self {
        let tree = dockerfile.tree();
        let froms = tree.instructions.iter().filter(|i| i.kind == Kind::From);
        let source = dockerfile.source();
        let ends = tree.instructions.first().zip(tree.instructions.last());
        let inline = ends.map_or(source.span().at_start(), |(first, last)| {
            first.full_span.to(last.full_span)
        });
        Self {
            instructions: &tree.instructions,
            stages: froms.map(|from| from.full_span.start).collect(),
            whole: if is_inline { inline } else { source.span() },
            lines: Lines::new(source),
        }
    }

    /// What a comment applies to; none if nothing follows it.
    pub(super) fn of(&mut self, comment: Span, position: Position, reach: Reach) -> Option<Span> {
        match (reach, position) {
            (Reach::File, _) => Some(self.whole),
            (Reach::Stage, _) => self.stage_at(self.following(comment).map_or(comment, |i| i.full_span)),
            (Reach::Next | Reach::Block, Position::BetweenInstructions) => {
                let next = self.following(comment)?;
                if reach == Reach::Block && next.kind == Kind::From {
                    return self.stage_at(next.full_span);
                }
                Some(next.full_span)
            }
            (Reach::Line, Position::BetweenInstructions) | (_, Position::InsideInstruction) => {
                self.lines.code_below(comment)
            }
            (_, Position::InCode) if self.lines.is_alone(comment) => self.lines.code_below(comment),
            (_, Position::InCode) => Some(self.lines.of(comment)),
        }
    }

    fn following(&self, comment: Span) -> Option<&'a Instruction> {
        let next = self.instructions.partition_point(|i| i.span.start < comment.end);
        self.instructions.get(next)
    }

    /// The stage of a place; the first one for a place before it.
    fn stage_at(&self, place: Span) -> Option<Span> {
        let behind = self.stages.partition_point(|&start| start <= place.start).max(1);
        let start = *self.stages.get(behind - 1)?;
        let end = self.stages.get(behind).map_or(self.whole.end, |&next| next - 1);
        Some(Span::new(self.whole.file, start as usize, end as usize))
    }
}

/// The scopes of the comments of a Compose file. Ask for them in the order of the file.
pub(super) struct ComposeScopes<'a> {
    /// The longest entry or item that starts on a line, by the start of the line.
    entries: HashMap<u32, Span>,
    lines: Lines<'a>,
}

impl<'a> ComposeScopes<'a> {
    pub(super) fn new(source: &'a SourceFile, yaml: &Yaml) -> Self {
        let lines = Lines::new(source);
        let mut entries: HashMap<u32, Span> = HashMap::new();
        let mut add = |span: Span| {
            let line = lines.of(span);
            let entry = entries.entry(line.start).or_insert(span);
            if entry.len() < span.len() {
                *entry = span;
            }
        };
        for (_, node) in yaml.nodes() {
            match &node.kind {
                NodeKind::Mapping(entries) => {
                    let whole = |e: &Entry| yaml.node(e.key).span.to(yaml.node(e.value).span);
                    entries.iter().map(whole).for_each(&mut add);
                }
                NodeKind::Sequence(items) => items.iter().map(|&item| yaml.node(item).span).for_each(&mut add),
                NodeKind::Scalar { .. } | NodeKind::Alias { .. } => {}
            }
        }
        Self { entries, lines }
    }

    /// What a comment applies to; none if nothing follows it.
    pub(super) fn of(&mut self, comment: Span, reach: Reach) -> Option<Span> {
        match reach {
            Reach::File => Some(self.lines.source.span()),
            // There are none here.
            Reach::Stage => None,
            Reach::Next | Reach::Block | Reach::Line if !self.lines.is_alone(comment) => Some(self.lines.of(comment)),
            Reach::Line => self.lines.code_below(comment),
            Reach::Next | Reach::Block => {
                let line = self.lines.code_below(comment)?;
                let entry = self.entries.get(&line.start).copied().unwrap_or(line);
                Some(line.at_start().to(entry))
            }
        }
    }
}

/// Lines around comments.
struct Lines<'a> {
    source: &'a SourceFile,
    /// The last answer of [`Lines::code_below`]: the line from which on it holds, and the line
    /// found. Without it, a file of nothing but comments would be read once per comment.
    below: Option<(usize, usize)>,
}

impl<'a> Lines<'a> {
    fn new(source: &'a SourceFile) -> Self {
        Self { source, below: None }
    }

    /// The line of a place.
    fn of(&self, place: Span) -> Span {
        self.source.line_span(self.source.line_of(place.start))
    }

    /// Whether nothing comes before it on its line.
    fn is_alone(&self, comment: Span) -> bool {
        let before = self.of(comment).start as usize..comment.start as usize;
        self.source.text()[before].trim().is_empty()
    }

    /// The next line that is neither blank nor a comment.
    fn code_below(&mut self, comment: Span) -> Option<Span> {
        let first = self.source.line_of(comment.start) + 1;
        let known = self.below.filter(|&(from, to)| (from..=to).contains(&first));
        let is_code = |line: &usize| {
            let text = self.source.slice(self.source.line_span(*line)).trim_start();
            !text.is_empty() && !text.starts_with('#')
        };
        let count = self.source.line_count();
        let found = match known {
            Some((_, to)) => to,
            None => (first..=count).find(is_code).unwrap_or(count + 1),
        };
        self.below = known.or(Some((first, found)));
        (found <= count).then(|| self.source.line_span(found))
    }
}
