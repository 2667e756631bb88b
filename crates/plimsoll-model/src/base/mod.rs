//! What every room needs and no format owns: values that may be unknown, words of names, dates, and
//! the spelling of paths. Durations and sizes are read by [`plimsoll_syntax::units`].

mod date;
pub mod path;
mod value;
mod words;

pub use date::Date;
pub use value::Value;
pub(crate) use words::words;
