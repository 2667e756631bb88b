//! What a stage is built from.

use plimsoll_syntax::image::ImageReference;

use crate::base::Value;

/// The words after `FROM`, with variables expanded.
#[derive(Clone, Debug)]
pub enum Base {
    /// An earlier stage, by its index.
    Stage(usize),
    /// `FROM scratch`: an empty image.
    Scratch,
    /// An image that has to be pulled. [`Value::Default`] if it depends on an ARG with a default.
    Image(Value<ImageReference>),
}
