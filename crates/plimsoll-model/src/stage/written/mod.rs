//! Instructions whose text does not mean what it seems to.

mod continuation;
mod description;
mod directive;
mod frontend;
mod image_fault;
mod json_form;
mod pair_form;

pub use image_fault::ImageFault;
pub use json_form::{BrokenJson, JsonFault, json_array};
pub use pair_form::{LegacyPair, LooseEquals};
