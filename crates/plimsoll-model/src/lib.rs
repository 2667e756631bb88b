//! Trees to facts: what Docker and Compose would do with the files.

pub mod compose;
mod value;

pub use value::Value;
