//! Which distribution an image is based on, and what its `/bin/sh` therefore is.
//!
//! Only what a tag or an entry of the catalogue says; what a Dockerfile installs is covered
//! elsewhere.

use crate::command::package::Manager;

/// The distribution of an image, as far as its shell and its tools are concerned.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Family {
    Alpine,
    Arch,
    Busybox,
    Debian,
    Distroless,
    Fedora,
    Rhel,
    Suse,
    Ubuntu,
    Windows,
}

/// The program behind `/bin/sh`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum SystemShell {
    Ash,
    Bash,
    Dash,
}

impl Family {
    /// Whether its images contain a package manager. Stripped-down ones may have got one in other
    /// ways, so they count as `true`.
    pub fn may_have_manager(self, manager: Manager) -> bool {
        match self {
            Self::Alpine => manager == Manager::Apk,
            Self::Debian | Self::Ubuntu => manager.is_debian(),
            Self::Fedora | Self::Rhel => manager.is_dnf(),
            Self::Suse => manager == Manager::Zypper,
            Self::Arch => manager == Manager::Pacman,
            Self::Busybox | Self::Distroless | Self::Windows => true,
        }
    }

    /// The program behind `/bin/sh` in this distribution. The debug variants of distroless images
    /// contain BusyBox.
    pub fn system_shell(self) -> Option<SystemShell> {
        match self {
            Self::Alpine | Self::Busybox | Self::Distroless => Some(SystemShell::Ash),
            Self::Debian | Self::Ubuntu => Some(SystemShell::Dash),
            Self::Arch | Self::Fedora | Self::Rhel | Self::Suse => Some(SystemShell::Bash),
            Self::Windows => None,
        }
    }
}

/// A word of tags that names a distribution.
struct TagWord {
    word: &'static str,
    family: Family,
    /// It counts only with a number behind it.
    numbered: bool,
    /// It counts only where no other word of the tag names a distribution.
    is_vague: bool,
}

// `TAG_WORDS`, sorted.
include!(concat!(env!("OUT_DIR"), "/tag_words.rs"));

/// The family that a tag names: `3.12-alpine3.20`, `17-jdk-jammy`, `8.0-bookworm-slim`, `al2023`.
pub(crate) fn family_of_tag(tag: &str) -> Option<Family> {
    let words = tag.split(|c: char| !c.is_ascii_alphanumeric());
    let mut first: Option<&TagWord> = None;
    for named in words.filter_map(tag_word) {
        match first {
            // `8.0-jammy-chiseled` is cut down from Ubuntu, but has none of its tools.
            _ if named.family == Family::Distroless => return Some(Family::Distroless),
            Some(before) if !before.is_vague || named.is_vague => {}
            _ => first = Some(named),
        }
    }
    first.map(|named| named.family)
}

/// The word, which a version may follow without a gap.
fn tag_word(word: &str) -> Option<&'static TagWord> {
    // Most words are parts of a version.
    if !word.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return None;
    }
    let name = word.trim_end_matches(|c: char| c.is_ascii_digit());
    let found = TAG_WORDS.binary_search_by_key(&name, |known| known.word).ok()?;
    let named = &TAG_WORDS[found];
    (!named.numbered || name.len() < word.len()).then_some(named)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_family_from_the_tag() {
        for (tag, family) in [
            ("3.12-alpine3.20", Some(Family::Alpine)),
            ("17-jdk-jammy", Some(Family::Ubuntu)),
            ("8.4-fpm-bookworm", Some(Family::Debian)),
            ("21-al2023", Some(Family::Rhel)),
            ("8.0-jammy-chiseled", Some(Family::Distroless)),
            ("1.25-nanoserver-ltsc2022", Some(Family::Windows)),
            ("12.4.1-base-amzn2023", Some(Family::Rhel)),
            ("12.4.1-base-rockylinux9", Some(Family::Rhel)),
            ("12.4.1-base-cm2", Some(Family::Rhel)),
            ("8.0-cbl-mariner2.0", Some(Family::Rhel)),
            ("9.0-azurelinux3.0-distroless", Some(Family::Distroless)),
            ("12.4.1-devel-ubi9", Some(Family::Rhel)),
            ("11.8.0-base-opensuse15", Some(Family::Suse)),
            ("24-mantic", Some(Family::Ubuntu)),
            ("3.9-amazoncorretto-21", Some(Family::Rhel)),
            ("3.9-amazoncorretto-21-debian", Some(Family::Debian)),
            ("3.9-amazoncorretto-21-alpine", Some(Family::Alpine)),
            ("1.2-cm", None),
            ("latest", None),
            ("3.12-slim", None),
            ("", None),
        ] {
            assert_eq!(family_of_tag(tag), family, "{tag}");
        }
    }
}
