//! What every room needs and no format owns: values that may be unknown, words of names, dates.

mod date;
mod value;
mod words;

pub use date::Date;
pub use value::Value;
pub(crate) use words::words;
