//! Packs: configurations that are built in, to build on with `extends = ["pack:NAME"]`. They lie under
//! `packs/` of this crate, as examples too.

/// What the names of packs begin with in `extends`.
const PREFIX: &str = "pack:";

/// Every pack with its text.
pub(crate) const PACKS: [(&str, &str); 6] = [
    ("buildkit", include_str!("../packs/buildkit.toml")),
    ("cis-docker", include_str!("../packs/cis-docker.toml")),
    ("hadolint", include_str!("../packs/hadolint.toml")),
    ("homelab", include_str!("../packs/homelab.toml")),
    ("owasp-docker", include_str!("../packs/owasp-docker.toml")),
    ("strict", include_str!("../packs/strict.toml")),
];

/// The name of a pack that `extends` names.
pub(crate) fn name(word: &str) -> Option<&str> {
    word.strip_prefix(PREFIX)
}

/// The text of a pack.
pub(crate) fn text(name: &str) -> Option<&'static str> {
    let own = PACKS.iter().find(|(own, _)| *own == name);
    own.map(|(_, text)| *text)
}
