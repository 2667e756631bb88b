//! Plain scalars whose spelling YAML does not keep: `1.10` is the number 1.1.

use plimsoll_syntax::yaml::ScalarValue;

use super::field::Scalar;

impl Scalar {
    /// What a container gets instead of the written text, because YAML takes that for a number or a
    /// boolean. compose-go v2, types/mapping.go prints the value with Go's `%v`.
    pub fn changed_by_yaml(&self) -> Option<String> {
        let text = self.as_str();
        let printed = match self.yaml {
            ScalarValue::Bool(value) => value.to_string(),
            ScalarValue::Integer(value) => value.to_string(),
            // Rust and Go print such numbers alike unless Go uses an exponent.
            ScalarValue::Float(value) if value.is_finite() && (1e-4..1e21).contains(&value.abs()) => value.to_string(),
            ScalarValue::Float(value) if value.is_finite() && value != 0.0 => format!("{value:e}"),
            _ => return None,
        };
        (printed != text).then_some(printed)
    }

    /// Whether it is a word that YAML 1.1 took for a boolean, and Compose takes for a string.
    pub fn was_boolean(&self) -> bool {
        let words = ["yes", "no", "on", "off", "y", "n"];
        words.iter().any(|word| self.as_str().eq_ignore_ascii_case(word))
    }
}

#[cfg(test)]
mod tests {
    use crate::compose::tests::read;

    #[test]
    fn numbers_lose_their_form() {
        for (written, printed) in [
            ("1.10", Some("1.1")),
            ("3.0", Some("3")),
            ("0123", Some("83")),
            ("1e3", Some("1000")),
            ("0x10", Some("16")),
            ("1_000", Some("1000")),
            ("True", Some("true")),
            ("1.5", None),
            ("'1.10'", None),
            ("80", None),
            ("-3", None),
            ("true", None),
            ("2024-01-01", None),
            ("1.2.3", None),
        ] {
            let compose = read(&format!("services: {{a: {{environment: {{X: {written}}}}}}}\n"));
            let value = compose.services[0].environment()[0].value.clone();
            assert_eq!(
                value.expect("a value").changed_by_yaml().as_deref(),
                printed,
                "{written}"
            );
        }
    }
}
