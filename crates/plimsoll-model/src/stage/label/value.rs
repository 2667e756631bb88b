//! The form that a label value must have, if its key asks for one, and whether it has it.
//!
//! Nothing is known about invented keys, unless a schema gives them a form.

use super::license::is_license;
use crate::base::Url;

/// The form of a value.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum LabelForm {
    Url,
    /// RFC 3339 with date, time and zone.
    Time,
    /// An expression of SPDX licence identifiers.
    License,
    /// `sha256:` and 64 digits.
    Digest,
    /// A semantic version.
    Version,
    /// The hash of a Git commit, complete or shortened to at least seven digits.
    Commit,
    Email,
    /// Anything but empty.
    Text,
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

/// The form that a key asks for; none for most.
pub fn label_form(key: &str) -> Option<LabelForm> {
    FORMS.iter().find(|(known, _)| *known == key).map(|(_, form)| *form)
}

impl LabelForm {
    /// The form that a schema calls by a name, as hadolint's label schemas do.
    pub fn of_name(name: &str) -> Option<Self> {
        Some(match name {
            "text" => Self::Text,
            "url" => Self::Url,
            "rfc3339" => Self::Time,
            "spdx" => Self::License,
            "semver" => Self::Version,
            "hash" => Self::Commit,
            "email" => Self::Email,
            _ => return None,
        })
    }

    /// Whether a value without variables has the form.
    pub fn fits(self, value: &str) -> bool {
        match self {
            Self::Url => is_url(value),
            Self::Time => is_time(value),
            Self::License => is_license(value),
            Self::Digest => value
                .strip_prefix("sha256:")
                .is_some_and(|hex| hex.len() == 64 && hex.bytes().all(|b| b.is_ascii_hexdigit())),
            Self::Version => semver::Version::parse(value).is_ok(),
            Self::Commit => matches!(value.len(), 7..=40 | 64) && value.bytes().all(|byte| byte.is_ascii_hexdigit()),
            Self::Email => is_email(value),
            Self::Text => !value.is_empty(),
        }
    }

    /// The form as a message names it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Url => "a URL",
            Self::Time => "a time such as `2026-01-31T12:00:00Z`",
            Self::License => "an SPDX licence expression such as `Apache-2.0`",
            Self::Digest => "a digest such as `sha256:…`",
            Self::Version => "a semantic version such as `1.4.0`",
            Self::Commit => "the hash of a Git commit",
            Self::Email => "an e-mail address",
            Self::Text => "a text",
        }
    }
}

/// Git accepts `git@host:path` as an address too.
fn is_url(value: &str) -> bool {
    let is_scp = value.starts_with("git@") && value.contains(':');
    let is_full = Url::parse(value).is_some() && !value.ends_with("://") && !value.contains(' ');
    is_scp || is_full || (value.starts_with("mailto:") && value.contains('@'))
}

/// RFC 3339, section 5.6: `2026-01-31T12:00:00.5+01:00`. A space may replace the `T`.
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

/// One account at one domain, without a display name. The other forms of RFC 5322 are not in use.
fn is_email(value: &str) -> bool {
    let Some((account, domain)) = value.rsplit_once('@') else {
        return false;
    };
    let in_account = |c: char| c.is_alphanumeric() || "!#$%&'*+-/=?^_`{|}~.".contains(c);
    let is_label = |label: &str| {
        let inside = label.chars().all(|c| c.is_alphanumeric() || c == '-');
        !label.is_empty() && inside && !label.starts_with('-') && !label.ends_with('-')
    };
    !account.is_empty() && account.chars().all(in_account) && domain.split('.').all(is_label)
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
            (LabelForm::License, "", false),
            (LabelForm::Digest, "sha256:old", false),
            (LabelForm::Version, "1.4.0", true),
            (LabelForm::Version, "2.0.1-rc1", true),
            (LabelForm::Version, "1.0.0-alpha.1+build-7.a", true),
            (LabelForm::Version, "1.4", false),
            (LabelForm::Version, "v1.4.0", false),
            (LabelForm::Version, "1.04.0", false),
            (LabelForm::Version, "1.0.0-01", false),
            (LabelForm::Version, "1.0.0-", false),
            (LabelForm::Version, "1..0", false),
            (LabelForm::Commit, "43c572f1272b6b3171dd1db9e41b7027128ce080", true),
            (LabelForm::Commit, "43c572f", true),
            (LabelForm::Commit, "43c57", false),
            (LabelForm::Commit, "v1.4.0-3", false),
            (LabelForm::Email, "team+images@example.com", true),
            (LabelForm::Email, "Jo <jo@example.com>", false),
            (LabelForm::Email, "jo@example..com", false),
            (LabelForm::Email, "jo", false),
            (LabelForm::Text, "jo", true),
            (LabelForm::Text, "", false),
        ] {
            assert_eq!(form.fits(value), expected, "{value}");
        }
    }
}
