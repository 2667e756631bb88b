//! What every room needs and no format owns: values that may be unknown, words of names, dates, and
//! the spelling of paths, addresses, versions and patterns. Durations and sizes are read by
//! [`plimsoll_syntax::units`].

mod data;
mod date;
pub mod glob;
mod host;
pub mod path;
mod url;
mod value;
mod version;
mod words;

pub use data::{Data, DataValue};
pub use date::Date;
pub use host::Host;
pub use url::Url;
pub use value::Value;
pub(crate) use version::leading_numbers;
pub(crate) use words::{has_word, unquoted, words};
