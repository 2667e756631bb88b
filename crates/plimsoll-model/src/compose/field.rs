//! The contents of a place in a Compose file: a scalar with its variables, and a key with its
//! value.

use std::ops::Range;
use std::sync::OnceLock;

use plimsoll_syntax::yaml::{EntryRef, ScalarValue, Via};
use plimsoll_syntax::{Span, Spanned, Text, TextBuilder};

use super::interpolation::{Certainty, Expanded, Hole, Variable};
use crate::base::Value;
use crate::secret::{UrlPassword, ValueKind, kind_of_text, secret_name, url_passwords_by};

/// The value of a key.
#[derive(Clone, Debug)]
pub struct Field<T> {
    /// The key.
    pub key: Span,
    /// The value.
    pub span: Span,
    pub value: T,
    /// Set if the entry, or its value, came through a merge key or an alias.
    pub via: Option<Via>,
}

impl<T> Field<T> {
    pub(super) fn new(entry: &EntryRef<'_>, value: T) -> Self {
        Self {
            key: entry.key.span(),
            span: entry.value.span(),
            value,
            via: entry.via(),
        }
    }

    /// Key and value.
    pub fn whole(&self) -> Span {
        self.key.to(self.span)
    }
}

/// A scalar, or a part of one, after interpolation.
#[derive(Clone, Debug)]
pub struct Scalar {
    /// Its place; a whole scalar includes its quotes.
    pub span: Span,
    /// The value. An unknown variable stays in it as written.
    pub text: Text,
    /// Its YAML type before interpolation; `String` for a part.
    pub yaml: ScalarValue,
    /// The ranges of `text` that came from variables.
    pub holes: Box<[Hole]>,
    /// The variables in it, including those inside defaults.
    pub variables: Box<[Variable]>,
}

impl Scalar {
    pub(super) fn new(span: Span, yaml: ScalarValue, expanded: Expanded) -> Self {
        Self {
            span,
            text: expanded.text,
            yaml,
            holes: expanded.holes,
            variables: expanded.variables,
        }
    }

    /// A text that is not interpolated.
    pub(super) fn literal(span: Span, yaml: ScalarValue, text: Text) -> Self {
        Self {
            span,
            text,
            yaml,
            holes: Box::default(),
            variables: Box::default(),
        }
    }

    /// The value and how sure it is.
    pub fn value(&self) -> Value<&str> {
        self.piece(0..self.text.as_str().len())
    }

    /// The value, if it is certain.
    pub fn known(&self) -> Option<&str> {
        self.value().known()
    }

    /// The value, if it is certain or a default.
    pub fn likely(&self) -> Option<&str> {
        self.value().likely()
    }

    /// Whether it contains no variable.
    pub fn is_literal(&self) -> bool {
        self.variables.is_empty()
    }

    /// The value as far as it is known; an unknown variable stays in it as written.
    pub fn as_str(&self) -> &str {
        self.text.as_str()
    }

    /// A range of the value and how sure it is.
    pub fn piece(&self, range: Range<usize>) -> Value<&str> {
        let text = &self.text.as_str()[range.clone()];
        match self.certainty(&range) {
            Certainty::Known => Value::Known(text),
            Certainty::Default => Value::Default(text),
            Certainty::Unknown => Value::Unknown,
        }
    }

    /// A range of the value as a scalar of its own.
    pub fn part(&self, range: Range<usize>) -> Self {
        if self.variables.is_empty() && self.holes.is_empty() {
            let text = self.text.slice(range);
            return Self::literal(text.full_span(), ScalarValue::String, text);
        }
        self.join(&[range])
    }

    /// Ranges of the value joined to a scalar of its own, without the quotes between them.
    pub(super) fn join(&self, ranges: &[Range<usize>]) -> Self {
        let mut text = TextBuilder::new(self.text.file());
        let mut holes = Vec::new();
        for range in ranges {
            let base = text.as_str().len();
            text.push(&self.text, range.clone());
            holes.extend(self.holes_in(range).map(|hole| Hole {
                range: base + hole.range.start.max(range.start) - range.start
                    ..base + hole.range.end.min(range.end) - range.start,
                ..hole.clone()
            }));
        }
        let first = ranges.first().map_or(0, |range| range.start);
        let end = ranges.last().map_or(0, |range| range.end);
        let text = text.finish_at(self.text.span(first..first).start as usize);
        let span = self.widened(text.full_span(), &(first..end));
        Self {
            span,
            text,
            yaml: ScalarValue::String,
            holes: holes.into(),
            variables: self.variables_in(span),
        }
    }

    /// The variables that a part of the text came from. They are in the order of the file, and no
    /// more of them contain the part than defaults can nest.
    fn variables_in(&self, span: Span) -> Box<[Variable]> {
        const NESTING: usize = 32;
        let first = self
            .variables
            .partition_point(|variable| variable.span.start < span.start);
        let around = self.variables[first.saturating_sub(NESTING)..first].iter();
        let around = around.filter(|variable| variable.span.end > span.start);
        let inside = self.variables[first..]
            .iter()
            .take_while(|variable| variable.span.start < span.end);
        around.chain(inside).cloned().collect()
    }

    fn holes_in<'a>(&'a self, range: &'a Range<usize>) -> impl Iterator<Item = &'a Hole> {
        let first = self.holes.partition_point(|hole| hole.range.end < range.start);
        let near = self.holes[first..]
            .iter()
            .take_while(|hole| hole.range.start <= range.end);
        near.filter(|hole| touches(hole, range))
    }

    /// The span of a range of the value. A replaced variable counts with its `${` and `}` if the
    /// range holds all of it.
    pub fn span_of(&self, range: Range<usize>) -> Span {
        self.widened(self.text.span(range.clone()), &range)
    }

    fn widened(&self, span: Span, range: &Range<usize>) -> Span {
        let whole = |hole: &Hole| range.start <= hole.range.start && hole.range.end <= range.end;
        let at_start = self
            .holes_in(range)
            .any(|hole| hole.range.start == range.start && whole(hole));
        let at_end = self
            .holes_in(range)
            .any(|hole| hole.range.end == range.end && whole(hole));
        let mut wide = span;
        for variable in &*self.variables_in(span) {
            if at_start && variable.span.start < wide.start && variable.span.end > span.start {
                wide.start = variable.span.start;
            }
            if at_end && variable.span.end > wide.end && variable.span.start < span.end {
                wide.end = variable.span.end;
            }
        }
        wide
    }

    /// A part and its place.
    pub(super) fn spanned<T>(&self, range: Range<usize>, f: impl FnOnce(&str) -> T) -> Spanned<Value<T>> {
        Spanned::new(self.piece(range.clone()).map(f), self.span_of(range))
    }

    /// The first place of a character, from byte `from` on, that does not come from an unknown
    /// variable.
    pub(super) fn find(&self, character: char, from: usize) -> Option<usize> {
        let text = self.text.as_str();
        let known = |at: &usize| !self.is_unknown_at(*at);
        text[from..]
            .match_indices(character)
            .map(|(at, _)| from + at)
            .find(known)
    }

    /// Whether the byte belongs to an unknown variable.
    pub(super) fn is_unknown_at(&self, at: usize) -> bool {
        let index = self.holes.partition_point(|hole| hole.range.end <= at);
        let hole = self.holes.get(index);
        hole.is_some_and(|hole| hole.certainty == Certainty::Unknown && hole.range.contains(&at))
    }

    /// What it is as the value of a name. Defaults are judged; what stands in another file is a
    /// reference here.
    pub fn secret_kind(&self, name: &str) -> ValueKind {
        self.secret_kind_of(name, 0..self.text.as_str().len())
    }

    fn secret_kind_of(&self, name: &str, range: Range<usize>) -> ValueKind {
        if self.holes_in(&range).any(|hole| hole.elsewhere) {
            return ValueKind::Reference;
        }
        match self.piece(range) {
            Value::Known(text) | Value::Default(text) => kind_of_text(name, text),
            Value::Unknown => ValueKind::Reference,
        }
    }

    /// The addresses in it that have a password.
    pub fn url_passwords(&self) -> Vec<UrlPassword> {
        url_passwords_by(self.as_str(), |range| self.secret_kind_of("", range))
    }

    /// Whether all of it stands in the file.
    pub fn is_written_here(&self) -> bool {
        self.holes.iter().all(|hole| !hole.elsewhere)
    }

    fn certainty(&self, range: &Range<usize>) -> Certainty {
        let holes = self.holes_in(range);
        holes.map(|hole| hole.certainty).max().unwrap_or(Certainty::Known)
    }
}

/// An empty range touches the ranges on either side of it.
fn touches(hole: &Hole, range: &Range<usize>) -> bool {
    let empty = hole.range.is_empty() || range.is_empty();
    match empty {
        true => hole.range.start <= range.end && range.start <= hole.range.end,
        false => hole.range.start < range.end && range.start < hole.range.end,
    }
}

/// A key and a value of a map (`K: v`) or of a list of pairs (`- K=v`).
#[derive(Clone, Debug)]
pub struct KeyValue {
    /// Key and value; the item of a list.
    pub span: Span,
    pub key: Scalar,
    /// Absent for `K:` and `- K`, which take the value from the environment of Compose.
    pub value: Option<Scalar>,
    /// Set if it came through a merge key or an alias.
    pub via: Option<Via>,
    /// Written as `K: v`.
    pub(super) in_mapping: bool,
    is_secret: OnceLock<bool>,
}

impl KeyValue {
    pub(super) fn new(span: Span, key: Scalar, value: Option<Scalar>, via: Option<Via>) -> Self {
        Self {
            span,
            key,
            value,
            via,
            in_mapping: false,
            is_secret: OnceLock::new(),
        }
    }

    /// Whether its name says secret and its value is one. Several rules ask this of every pair.
    pub fn is_secret(&self) -> bool {
        *self.is_secret.get_or_init(|| {
            let (Some(name), Some(value)) = (self.name(), &self.value) else {
                return false;
            };
            secret_name(name).is_some() && value.secret_kind(name).is_secret()
        })
    }

    /// Whether it is an entry of a mapping, not an item of a list.
    pub fn is_entry(&self) -> bool {
        self.in_mapping
    }

    /// The key, unless it comes from an unknown variable.
    pub fn name(&self) -> Option<&str> {
        self.key.likely()
    }
}
