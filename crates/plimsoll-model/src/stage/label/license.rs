//! SPDX licence expressions: `(MIT OR Apache-2.0) AND GPL-2.0-only WITH Classpath-exception-2.0`.

/// The identifiers of the SPDX licence list 3.27, one per line.
static LICENSES: &str = include_str!("licenses.txt");
/// The identifiers of its exceptions.
static EXCEPTIONS: &str = include_str!("license_exceptions.txt");

/// Whether a text is an expression of identifiers on the list, or of custom ones: `LicenseRef-…`.
// The grammar of SPDX 3.0, annex "SPDX license expressions". Identifiers are not case-sensitive.
pub(crate) fn is_license(value: &str) -> bool {
    let spaced = value.replace('(', " ( ").replace(')', " ) ");
    let mut depth = 0usize;
    // An identifier or a bracket comes next, not an operator.
    let mut operand = true;
    let mut words = spaced.split_whitespace();
    while let Some(word) = words.next() {
        match word {
            "(" if operand => depth += 1,
            ")" if !operand && depth > 0 => depth -= 1,
            "WITH" | "with" if !operand => {
                if !words
                    .next()
                    .is_some_and(|word| is_listed(EXCEPTIONS, word, "AdditionRef-"))
                {
                    return false;
                }
            }
            "AND" | "OR" | "and" | "or" if !operand => operand = true,
            word if operand && is_listed(LICENSES, word.trim_end_matches('+'), "LicenseRef-") => operand = false,
            _ => return false,
        }
    }
    depth == 0 && !operand
}

/// Whether a word is on a list, or refers to something described elsewhere.
fn is_listed(list: &str, word: &str, reference: &str) -> bool {
    let name = match word.strip_prefix("DocumentRef-") {
        Some(rest) => rest.split_once(':').map_or(rest, |(_, name)| name),
        None => word,
    };
    let known = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.');
    let refers = name.strip_prefix(reference);
    refers.is_some_and(|rest| !rest.is_empty() && rest.bytes().all(known))
        || list.lines().any(|listed| listed.eq_ignore_ascii_case(word))
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
