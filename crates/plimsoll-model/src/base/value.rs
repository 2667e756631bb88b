//! What is known about a value that the files may leave open.

/// A value, and how certain it is.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Value<T> {
    /// Written in the files, so it holds.
    Known(T),
    /// Holds as long as nobody sets the variable whose default it comes from.
    Default(T),
    /// Cannot be known from the files.
    Unknown,
}

impl<T> Value<T> {
    /// The value, if it is certain.
    pub fn known(self) -> Option<T> {
        match self {
            Self::Known(value) => Some(value),
            Self::Default(_) | Self::Unknown => None,
        }
    }

    /// The value, if it is certain or a default.
    pub fn likely(self) -> Option<T> {
        match self {
            Self::Known(value) | Self::Default(value) => Some(value),
            Self::Unknown => None,
        }
    }

    /// Whether nothing is known about it.
    pub fn is_unknown(&self) -> bool {
        matches!(self, Self::Unknown)
    }

    /// The same certainty with another value.
    pub fn map<U>(self, f: impl FnOnce(T) -> U) -> Value<U> {
        match self {
            Self::Known(value) => Value::Known(f(value)),
            Self::Default(value) => Value::Default(f(value)),
            Self::Unknown => Value::Unknown,
        }
    }

    /// The value that follows from this one, no more certain than either.
    pub fn and_then<U>(self, f: impl FnOnce(T) -> Value<U>) -> Value<U> {
        match self {
            Self::Known(value) => f(value),
            Self::Default(value) => match f(value) {
                Value::Known(value) => Value::Default(value),
                other => other,
            },
            Self::Unknown => Value::Unknown,
        }
    }

    /// Both values, no more certain than the less certain one.
    pub fn zip<U>(self, other: Value<U>) -> Value<(T, U)> {
        self.and_then(|left| other.map(|right| (left, right)))
    }

    /// A view that borrows the value.
    pub fn as_ref(&self) -> Value<&T> {
        match self {
            Self::Known(value) => Value::Known(value),
            Self::Default(value) => Value::Default(value),
            Self::Unknown => Value::Unknown,
        }
    }
}

impl<T: AsRef<str>> Value<T> {
    /// A view of a text.
    pub fn as_str(&self) -> Value<&str> {
        self.as_ref().map(AsRef::as_ref)
    }
}

impl<T> Value<Option<T>> {
    /// Something that says nothing counts as unknown.
    pub fn flatten(self) -> Value<T> {
        match self {
            Self::Known(Some(value)) => Value::Known(value),
            Self::Default(Some(value)) => Value::Default(value),
            _ => Value::Unknown,
        }
    }
}

impl<T: PartialEq> Value<T> {
    /// Whether it is certainly or by default this.
    pub fn is_likely(&self, value: &T) -> bool {
        matches!(self, Self::Known(own) | Self::Default(own) if own == value)
    }

    /// Whether it is certainly this.
    pub fn is_known(&self, value: &T) -> bool {
        matches!(self, Self::Known(own) if own == value)
    }
}

#[cfg(test)]
mod tests {
    use super::Value;

    #[test]
    fn certainty_only_falls() {
        assert_eq!(Value::Known(1).zip(Value::Default(2)), Value::Default((1, 2)));
        assert_eq!(Value::Default(1).zip(Value::<u8>::Unknown), Value::Unknown);
        assert_eq!(Value::Default(1).and_then(Value::Known), Value::Default(1));
        assert_eq!(Value::Default(1).known(), None);
        assert_eq!(Value::Default(1).likely(), Some(1));
    }
}
