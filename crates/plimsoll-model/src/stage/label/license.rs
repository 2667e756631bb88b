//! SPDX licence expressions: `(MIT OR Apache-2.0) AND GPL-2.0-only WITH Classpath-exception-2.0`.

use spdx::identifiers::{EXCEPTIONS, LICENSES};
use spdx::{Expression, ParseMode};

/// Identifiers that SPDX has replaced are still on its list.
const MODE: ParseMode = ParseMode {
    allow_deprecated: true,
    allow_postfix_plus_on_gpl: true,
    ..ParseMode::STRICT
};

/// Whether a text is an expression of identifiers on the list, or of custom ones: `LicenseRef-…`.
pub(super) fn is_license(value: &str) -> bool {
    let spaced = value.replace('(', " ( ").replace(')', " ) ");
    let words: Vec<String> = spaced.split_whitespace().map(as_listed).collect();
    // The parser takes a reference without a name.
    !words.iter().any(|word| word.ends_with("LicenseRef-")) && Expression::parse_mode(&words.join(" "), MODE).is_ok()
}

/// An identifier as the list spells it, with its `+`. Case does not matter to SPDX (3.0, annex "SPDX
/// license expressions"), but it does to the parser.
fn as_listed(word: &str) -> String {
    let (stem, plus) = word.strip_suffix('+').map_or((word, ""), |stem| (stem, "+"));
    let mut names = LICENSES.iter().map(|license| license.name);
    let mut exceptions = EXCEPTIONS.iter().map(|exception| exception.name);
    let is_same = |name: &&str| name.eq_ignore_ascii_case(stem);
    let listed = names.find(is_same).or_else(|| exceptions.find(is_same)).unwrap_or(stem);
    format!("{listed}{plus}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expressions_are_read() {
        for value in [
            "MIT",
            "mit",
            "(MIT OR Apache-2.0) AND BSD-3-Clause",
            "GPL-2.0-only WITH Classpath-exception-2.0",
            "GPL-2.0+",
            "apache-2.0+",
            "LicenseRef-Proprietary",
            "DocumentRef-ours:LicenseRef-7",
        ] {
            assert!(is_license(value), "{value}");
        }
        for value in [
            "",
            "Apache 2.0",
            "MIT License",
            "GPLv3",
            "MIT,Apache-2.0",
            "(MIT",
            "MIT OR",
            "MIT WITH",
            "MIT WITH MIT",
            "not-a-licence",
            "LicenseRef-",
        ] {
            assert!(!is_license(value), "{value}");
        }
    }
}
