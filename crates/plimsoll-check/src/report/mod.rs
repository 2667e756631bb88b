//! What program, stream and others say of a report to machines: its one JSON form, and what that is made
//! of.

mod counts;
mod json;
mod paths;
mod positions;

pub use counts::{Count, counts};
pub use json::{JsonFinding, JsonSuppressed, Line, OfFile, VERSION, by_file, lines, whole};
pub use paths::Paths;
pub use positions::Positions;
