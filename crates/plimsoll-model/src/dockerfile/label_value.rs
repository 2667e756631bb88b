//! The form that the value of a label must have, where its key promises one, and whether it has it.
//!
//! Of keys that somebody invented nothing is known.

/// What a value must look like.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum LabelForm {
    Url,
    /// RFC 3339 with date, time and zone.
    Time,
    /// An expression of SPDX licence identifiers.
    License,
    /// `sha256:` and 64 digits.
    Digest,
}

/// The keys whose values have a form.
// OCI image-spec v1.1, annotations.md, "Pre-Defined Annotation Keys"; Label Schema 1.0, which it
// replaced, asks for the same of its keys.
static FORMS: &[(&str, LabelForm)] = &[
    ("org.opencontainers.image.created", LabelForm::Time),
    ("org.opencontainers.image.url", LabelForm::Url),
    ("org.opencontainers.image.documentation", LabelForm::Url),
    ("org.opencontainers.image.source", LabelForm::Url),
    ("org.opencontainers.image.licenses", LabelForm::License),
    ("org.opencontainers.image.base.digest", LabelForm::Digest),
    ("org.label-schema.build-date", LabelForm::Time),
    ("org.label-schema.url", LabelForm::Url),
    ("org.label-schema.vcs-url", LabelForm::Url),
];

/// The form that a key promises; none for most.
pub fn label_form(key: &str) -> Option<LabelForm> {
    FORMS.iter().find(|(known, _)| *known == key).map(|(_, form)| *form)
}

impl LabelForm {
    /// Whether a value without variables has the form.
    pub fn fits(self, value: &str) -> bool {
        match self {
            Self::Url => is_url(value),
            Self::Time => is_time(value),
            Self::License => is_license(value),
            Self::Digest => value
                .strip_prefix("sha256:")
                .is_some_and(|hex| hex.len() == 64 && hex.bytes().all(|b| b.is_ascii_hexdigit())),
        }
    }

    /// The form as a message names it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Url => "a URL",
            Self::Time => "a time such as `2026-01-31T12:00:00Z`",
            Self::License => "an SPDX licence expression such as `Apache-2.0`",
            Self::Digest => "a digest such as `sha256:…`",
        }
    }
}

/// Git takes `git@host:path` for an address too.
fn is_url(value: &str) -> bool {
    let is_scp = value.starts_with("git@") && value.contains(':');
    let scheme = value.split_once("://");
    let is_full = scheme.is_some_and(|(scheme, rest)| {
        let known = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.');
        !scheme.is_empty() && scheme.bytes().all(known) && !rest.is_empty() && !rest.contains(' ')
    });
    is_scp || is_full || (value.starts_with("mailto:") && value.contains('@'))
}

/// RFC 3339, section 5.6: `2026-01-31T12:00:00.5+01:00`. A blank may stand in place of the `T`.
fn is_time(value: &str) -> bool {
    let bytes = value.as_bytes();
    let shape = b"dddd-dd-ddTdd:dd:dd";
    if !value.is_ascii() || bytes.len() <= shape.len() {
        return false;
    }
    let fits = shape.iter().zip(bytes).all(|(wanted, found)| match wanted {
        b'd' => found.is_ascii_digit(),
        b'T' => matches!(found, b'T' | b't' | b' '),
        other => other == found,
    });
    let rest = &value[shape.len()..];
    let zone = match rest.strip_prefix('.') {
        Some(fraction) => fraction.trim_start_matches(|c: char| c.is_ascii_digit()),
        None => rest,
    };
    let is_offset = zone.len() == 6
        && zone.starts_with(['+', '-'])
        && zone.as_bytes()[3] == b':'
        && zone
            .bytes()
            .enumerate()
            .skip(1)
            .all(|(at, b)| at == 3 || b.is_ascii_digit());
    fits && (matches!(zone, "Z" | "z") || is_offset)
}

/// The grammar of SPDX 3.0, annex "License expressions". Whether an identifier is on the list is
/// only asked for the families that people most often write in another way.
fn is_license(value: &str) -> bool {
    let spaced = value.replace('(', " ( ").replace(')', " ) ");
    let mut depth = 0usize;
    // An identifier or a bracket comes next, rather than an operator.
    let mut operand = true;
    for word in spaced.split_whitespace() {
        match word {
            "(" if operand => depth += 1,
            ")" if !operand && depth > 0 => depth -= 1,
            "AND" | "OR" | "WITH" | "and" | "or" | "with" if !operand => operand = true,
            word if operand && is_license_id(word) => operand = false,
            _ => return false,
        }
    }
    depth == 0 && !operand
}

fn is_license_id(word: &str) -> bool {
    let known = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.' | b'+' | b':');
    if word.is_empty() || !word.bytes().all(known) {
        return false;
    }
    // `GPLv3`, `Apache2` and `BSD` are no identifiers; `GPL-3.0-or-later` is one.
    let families = ["GPL", "LGPL", "AGPL", "Apache", "BSD", "MPL"];
    let mut names = families.iter().filter_map(|family| word.strip_prefix(family));
    let numbered = |rest: &str| {
        rest.strip_prefix('-')
            .is_some_and(|version| version.starts_with(|c: char| c.is_ascii_digit()))
    };
    names.all(|rest| numbered(rest) || rest.starts_with(|c: char| c.is_ascii_lowercase()) && !rest.starts_with('v'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_have_their_forms() {
        for (form, value, expected) in [
            (LabelForm::Url, "https://example.com/x", true),
            (LabelForm::Url, "git@example.com:a/b.git", true),
            (LabelForm::Url, "example.com/x", false),
            (LabelForm::Url, "", false),
            (LabelForm::Time, "2026-01-31T12:00:00Z", true),
            (LabelForm::Time, "2026-01-31T12:00:00.123+01:00", true),
            (LabelForm::Time, "2026-01-31", false),
            (LabelForm::Time, "2026-01-31T12:00:00", false),
            (LabelForm::Time, "yesterday, but with an é", false),
            (LabelForm::License, "MIT", true),
            (LabelForm::License, "(MIT OR Apache-2.0) AND BSD-3-Clause", true),
            (LabelForm::License, "GPL-2.0-only WITH Classpath-exception-2.0", true),
            (LabelForm::License, "LicenseRef-Proprietary", true),
            (LabelForm::License, "Apache 2.0", false),
            (LabelForm::License, "MIT License", false),
            (LabelForm::License, "GPLv3", false),
            (LabelForm::License, "MIT,Apache-2.0", false),
            (LabelForm::License, "(MIT", false),
            (LabelForm::License, "", false),
            (LabelForm::Digest, "sha256:old", false),
        ] {
            assert_eq!(form.fits(value), expected, "{value}");
        }
    }
}
