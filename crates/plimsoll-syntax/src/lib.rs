//! Bytes to trees.
//!
//! It knows grammar, spans and comments of Dockerfiles, Compose YAML and shell code, and the values in
//! the HCL of Bake files. It does not know what an instruction or a key means, and never looks at
//! another file; that is left to `plimsoll-model`.
//!
//! Invariants, kept by every parser here:
//! - Parsing never fails. It gives a tree *and* a list of [`SyntaxError`]s, and the tree contains
//!   everything that could be understood.
//! - Every value carries a [`Span`] that is inside its file and on character boundaries.
//! - Time and memory are bounded by the size of the input.

mod binary;
pub mod dockerfile;
mod error;
pub mod hcl;
pub mod image;
mod nearest;
pub mod shell;
mod source;
mod span;
mod text;
pub mod units;
pub mod yaml;

pub use binary::is_binary;
pub use error::{Repair, SyntaxError, SyntaxErrorKind};
pub use nearest::{edit_distance, nearest};
pub use source::{Position, SourceFile};
pub use span::{Edit, FileId, Span, Spanned};
pub use text::{Segment, Text, TextBuilder};
