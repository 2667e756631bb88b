//! What a stage is built from.

use plimsoll_syntax::image::ImageReference;

use crate::base::Value;

/// What stands behind `FROM`, with variables expanded.
#[derive(Clone, Debug)]
pub enum Base {
    /// An earlier stage, by its place.
    Stage(usize),
    /// `FROM scratch`: nothing at all.
    Scratch,
    /// An image that has to be pulled. [`Value::Default`] if it depends on an ARG with a default.
    Image(Value<ImageReference>),
}
