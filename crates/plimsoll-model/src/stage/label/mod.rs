//! Labels: their keys, and the form of values that other tools read.

mod key;
mod license;
mod value;

pub use key::{LabelFault, RepeatedLabel, label_key_fault};
pub use value::{LabelForm, label_form};
