//! The type of a plain scalar, as compose-go decodes it.

/// What a scalar is after decoding.
#[derive(Clone, PartialEq, Debug)]
pub enum ScalarValue {
    Null,
    Bool(bool),
    Integer(i128),
    Float(f64),
    /// `2001-01-01` and its longer forms.
    Timestamp,
    String,
}
