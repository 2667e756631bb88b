//! Which names Docker and Compose accept.

/// The kinds of things that have a name.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum NameKind {
    Project,
    Container,
    Host,
}

impl NameKind {
    /// Whether a thing of this kind can have the name.
    pub fn allows(self, name: &str) -> bool {
        let first = name.bytes().next().is_some_and(|byte| byte.is_ascii_alphanumeric());
        let fits = |more: &[u8]| {
            name.bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || more.contains(&byte))
        };
        match self {
            // compose-go v2, loader/loader.go `NormalizeProjectName`.
            Self::Project => first && fits(b"_-") && !name.bytes().any(|byte| byte.is_ascii_uppercase()),
            // moby v28, daemon/names/names.go.
            Self::Container => name.len() > 1 && first && fits(b"_.-"),
            // The kernel takes 64 bytes. Underscores are wrong in DNS, but Docker allows them. A
            // swarm fills in templates.
            Self::Host => name.contains("{{") || (name.len() <= 64 && fits(b"_.-")),
        }
    }
}

/// Whether the name of a volume was probably meant as a path: volumes have no slashes, and hardly
/// ever a file extension.
pub fn looks_like_path(name: &str) -> bool {
    const ENDINGS: [&str; 14] = [
        "cfg",
        "conf",
        "cnf",
        "crt",
        "env",
        "ini",
        "js",
        "json",
        "key",
        "pem",
        "properties",
        "sql",
        "yaml",
        "yml",
    ];
    let ending = name.rsplit_once('.').map(|(_, ending)| ending);
    name.contains('/') || ending.is_some_and(|ending| ENDINGS.contains(&ending))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_by_kind() {
        assert!(NameKind::Project.allows("my-shop_2") && !NameKind::Project.allows("Shop"));
        assert!(NameKind::Container.allows("web_1.a") && !NameKind::Container.allows("a"));
        assert!(!NameKind::Container.allows("-web") && !NameKind::Container.allows("a b"));
        assert!(NameKind::Host.allows("web.example.org") && !NameKind::Host.allows("a:b"));
        assert!(looks_like_path("data/db") && looks_like_path("nginx.conf") && !looks_like_path("db.data"));
    }
}
