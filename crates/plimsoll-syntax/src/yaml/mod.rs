//! YAML as a tree with spans, for Compose files.
//!
//! Aliases and merge keys (`<<`) stay in the tree as written; [`NodeRef`] resolves them while
//! walking and says through which alias an entry came. Size and depth with all aliases unfolded are
//! bounded when the tree is made, so that walks need no budget of their own. What the keys mean is
//! left to `plimsoll-model`.

mod assembly;
mod check;
mod decode;
pub mod edit;
mod lines;
mod order;
mod parse;
mod plain;
mod problem;
mod repeated;
mod scalar;
mod template;
mod walk;

use std::sync::{Arc, OnceLock};

pub use assembly::Assembly;
pub use order::reordered;
pub use parse::parse;
pub use plain::is_plain_text;
pub use scalar::{ScalarValue, is_base_60};
pub use walk::{EntryRef, Kind, NodeRef, Via};

use crate::{SourceFile, Span, Spanned, SyntaxError, Text};

/// A parsed YAML file.
#[derive(Debug)]
pub struct Yaml {
    pub source: Arc<SourceFile>,
    nodes: Vec<Node>,
    /// The values of the documents, in their order.
    roots: Vec<NodeId>,
    pub comments: Vec<Comment>,
    pub errors: Vec<SyntaxError>,
    /// Where reading stopped, if a syntax error ended it. The part before is in the tree; what may
    /// have followed is not known.
    pub truncated_at: Option<u32>,
    /// The aliases would unfold into too much, so none of them has a target.
    aliases_dropped: bool,
    /// Set in a tree that was merged from several files.
    origins: Option<Box<assembly::Origins>>,
    /// How the file lays out what is nested, found when the first edit asks.
    layout: OnceLock<edit::Layout>,
}

/// A node of a [`Yaml`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct NodeId(u32);

/// A node as written.
#[derive(Clone, Debug)]
pub struct Node {
    /// The value itself, without tag and anchor. The span of a quoted scalar includes its quotes,
    /// that of a block scalar its `|` or `>`; an absent value is the empty place after its colon or
    /// dash. Collections run from their first to their last byte (block style: from the first key
    /// or dash to the end of the last value).
    pub span: Span,
    pub kind: NodeKind,
    /// As written: `!reset`, `!override`, `!!str`. Boxed, as nearly no node has one.
    pub tag: Option<Box<Spanned<Box<str>>>>,
    /// The name after `&`; the span includes the `&`.
    pub anchor: Option<Box<Spanned<Box<str>>>>,
}

/// What a node is.
#[derive(Clone, Debug)]
pub enum NodeKind {
    Scalar {
        text: Text,
        style: Style,
    },
    Sequence(Vec<NodeId>),
    Mapping(Vec<Entry>),
    /// `*name`; the target is absent if there is no such anchor before it, or if it would be its
    /// own ancestor.
    Alias {
        name: Box<str>,
        target: Option<NodeId>,
    },
}

/// How a scalar is written.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Style {
    Plain,
    SingleQuoted,
    DoubleQuoted,
    /// `|`
    Literal,
    /// `>`
    Folded,
}

/// A key and its value, as written.
#[derive(Clone, Copy, Debug)]
pub struct Entry {
    pub key: NodeId,
    pub value: NodeId,
}

/// A comment.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Comment {
    /// From `#` to the end of the line.
    pub span: Span,
    /// The text after `#`, trimmed.
    pub text: Box<str>,
    /// Whether nothing else is on its line.
    pub own_line: bool,
}

#[cfg(test)]
mod tests;
