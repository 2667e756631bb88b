//! Edits of a file that change one thing and leave the rest as it is written: an entry or an item
//! more, one less, another text in a scalar.
//!
//! What cannot be written so that everything else is read as before gets no edit.

mod content;
mod place;
mod scalar;
mod section;
mod site;

pub use content::Content;
pub(super) use content::Layout;
pub use scalar::{in_scalar, written};
pub use site::{EntrySite, ItemSite};

pub use super::lines::{whole_lines, with_blank_line};

#[cfg(test)]
mod tests;
