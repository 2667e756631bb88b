//! The list of well-known images: reading `data/images.yaml`, and finding an image in it.
//!
//! The file is a strict subset of YAML, one value per line, so that it can be read in a fraction of
//! a millisecond when an image is first asked for; its head says what the keys mean. It is no input
//! of the user's: the tests prove that every line of it is understood.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::family::{Family, SystemShell};
use super::known::{KnownImage, Role};

static TEXT: &str = include_str!("../../data/images.yaml");

static CATALOGUE: LazyLock<Catalogue> =
    LazyLock::new(|| Catalogue::new(read(TEXT).expect("the tests read the same file")));

/// The image that a repository in familiar form belongs to.
pub(crate) fn find(repository: &str) -> Option<&'static KnownImage> {
    if repository.is_empty() {
        return None;
    }
    let catalogue = &*CATALOGUE;
    let exact = catalogue.exact.get(repository).copied();
    let group = || {
        catalogue
            .groups
            .iter()
            .find(|(prefix, _)| prefix.as_bytes()[0] == repository.as_bytes()[0] && repository.starts_with(prefix))
    };
    let index = exact.or_else(|| group().map(|&(_, index)| index))?;
    catalogue.images.get(index)
}

struct Catalogue {
    images: Vec<KnownImage>,
    exact: HashMap<&'static str, usize>,
    /// Names that end in `*`, without it, the longest first.
    groups: Vec<(&'static str, usize)>,
}

impl Catalogue {
    fn new(images: Vec<KnownImage>) -> Self {
        let mut exact = HashMap::new();
        let mut groups = Vec::new();
        for (index, image) in images.iter().enumerate() {
            for &name in &image.names {
                match name.strip_suffix('*') {
                    Some(prefix) => groups.push((prefix, index)),
                    None => {
                        exact.insert(name, index);
                    }
                }
            }
        }
        groups.sort_by_key(|(prefix, _)| std::cmp::Reverse(prefix.len()));
        Self { images, exact, groups }
    }
}

/// All entries, or what is wrong with the first line that is not understood.
fn read(text: &'static str) -> Result<Vec<KnownImage>, String> {
    let mut images: Vec<KnownImage> = Vec::new();
    let mut keys: Vec<&str> = Vec::new();
    for (index, line) in text.lines().enumerate() {
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let entry = if let Some(first) = line.strip_prefix("- ") {
            images.push(KnownImage::default());
            keys.clear();
            Some(first)
        } else {
            line.strip_prefix("  ")
        };
        let pair = entry.and_then(|entry| entry.split_once(": "));
        let understood = pair.zip(images.last_mut()).filter(|((key, _), _)| !keys.contains(key));
        let Some(((key, value), image)) = understood else {
            return Err(format!("line {}: no new key with a value: {line}", index + 1));
        };
        keys.push(key);
        set(image, key, value).ok_or_else(|| format!("line {}: unknown key or wrong value: {line}", index + 1))?;
    }
    Ok(images)
}

fn set(image: &mut KnownImage, key: &str, value: &'static str) -> Option<()> {
    match key {
        "names" => image.names = list(value)?,
        "role" => image.role = role(value)?,
        "ports" => image.ports = ports(value)?,
        "consoles" => image.consoles = ports(value)?,
        "data" => image.data = list(value)?,
        "data-since" => {
            let (version, folder) = scalar(value)?.split_once(' ')?;
            image.data_since = Some((version.parse().ok()?, folder));
        }
        "stateful" => image.stateful = Some(truth(value)?),
        "declares-volume" => image.declares_volume = truth(value)?,
        "extra-capabilities" => image.extra_capabilities = list(value)?,
        "persists-with" => image.persists_with = list(value)?,
        "secret-files" => image.reads_secret_files = Some(truth(value)?),
        "user" => image.user = Some(scalar(value)?),
        "account" => image.account = Some(scalar(value)?),
        "unprivileged-variant" => image.unprivileged_variant = Some(scalar(value)?),
        "root-tags" => image.root_tags = list(value)?,
        "unprivileged-tags" => image.unprivileged_tags = list(value)?,
        "drops-privileges" => image.drops_privileges = truth(value)?,
        "capabilities" => image.capabilities = Some(list(value)?),
        "read-only" => image.works_read_only = Some(truth(value)?),
        "tmpfs" => image.tmpfs = list(value)?,
        "healthcheck" => image.has_healthcheck = Some(truth(value)?),
        "healthcheck-command" => image.healthcheck_command = Some(scalar(value)?),
        "healthcheck-before" => {
            let (version, command) = scalar(value)?.split_once(' ')?;
            image.healthcheck_before = Some((version.parse().ok()?, command));
        }
        "family" => image.family = Some(family(value)?),
        "sh" => image.sh = Some(system_shell(value)?),
        "shell" => image.shell = Some(truth(value)?),
        "shell-tags" => image.shell_tags = list(value)?,
        "shell-less-tags" => image.shell_less_tags = list(value)?,
        "source" => image.source = scalar(value)?,
        _ => return None,
    }
    Some(())
}

/// A plain or double-quoted scalar. What YAML could read as anything else is refused.
fn scalar(text: &'static str) -> Option<&'static str> {
    if let Some(quoted) = text.strip_prefix('"') {
        return quoted.strip_suffix('"').filter(|inner| !inner.contains(['"', '\\']));
    }
    let is_special = text.starts_with(|c: char| "-?:,[]{}#&*!|>'%@` ".contains(c));
    let ends_early = text.contains(": ") || text.contains(" #") || text.ends_with([' ', ':']);
    (!text.is_empty() && !is_special && !ends_early).then_some(text)
}

fn list(text: &'static str) -> Option<Vec<&'static str>> {
    let inner = text.strip_prefix('[')?.strip_suffix(']')?;
    if inner.is_empty() {
        return Some(Vec::new());
    }
    let items = inner.split(", ");
    items
        .map(|item| scalar(item).filter(|item| !item.contains([',', '[', ']', '{', '}'])))
        .collect()
}

fn ports(text: &'static str) -> Option<Vec<u16>> {
    list(text)?.into_iter().map(|port| port.parse().ok()).collect()
}

fn truth(text: &str) -> Option<bool> {
    text.parse().ok()
}

fn role(text: &str) -> Option<Role> {
    Some(match text {
        "data-store" => Role::DataStore,
        "cache" => Role::Cache,
        "queue" => Role::Queue,
        "search" => Role::Search,
        "proxy" => Role::Proxy,
        "web-server" => Role::WebServer,
        "admin-tool" => Role::AdminTool,
        "mail-catcher" => Role::MailCatcher,
        "monitoring" => Role::Monitoring,
        "identity" => Role::Identity,
        "emulator" => Role::Emulator,
        "base-os" => Role::BaseOs,
        "runtime" => Role::Runtime,
        "application" => Role::Application,
        _ => return None,
    })
}

fn family(text: &str) -> Option<Family> {
    Some(match text {
        "alpine" => Family::Alpine,
        "arch" => Family::Arch,
        "busybox" => Family::Busybox,
        "debian" => Family::Debian,
        "distroless" => Family::Distroless,
        "fedora" => Family::Fedora,
        "rhel" => Family::Rhel,
        "suse" => Family::Suse,
        "ubuntu" => Family::Ubuntu,
        "windows" => Family::Windows,
        _ => return None,
    })
}

fn system_shell(text: &str) -> Option<SystemShell> {
    Some(match text {
        "ash" => SystemShell::Ash,
        "bash" => SystemShell::Bash,
        "dash" => SystemShell::Dash,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    fn images() -> Vec<KnownImage> {
        read(TEXT).expect("every line is understood")
    }

    #[test]
    fn every_line_is_understood() {
        assert!(images().len() > 300);
    }

    #[test]
    fn every_entry_has_what_all_need() {
        for image in images() {
            assert!(!image.names.is_empty() && !image.source.is_empty(), "{image:?}");
            let names_are_familiar = image.names.iter().all(|name| {
                let stem = name.strip_suffix('*').unwrap_or(name);
                !stem.contains(['*', ':', '@', ' ']) && !stem.starts_with("docker.io/") && !stem.starts_with("library/")
            });
            assert!(names_are_familiar, "{:?}", image.names);
            let paths = image.data.iter().chain(&image.tmpfs);
            assert!(
                paths.clone().all(|path| path.starts_with('/') && !path.ends_with('/')),
                "{:?}",
                image.names
            );
            assert!(
                image.tmpfs.is_empty() || image.works_read_only == Some(true),
                "{:?}",
                image.names
            );
            assert!(
                image.stateful != Some(true) || !image.data.is_empty(),
                "{:?}",
                image.names
            );
            assert!(
                image.persists_with.is_empty() || image.stateful == Some(false),
                "{:?}",
                image.names
            );
            let capability = |name: &&str| name.bytes().all(|b| b.is_ascii_uppercase() || b == b'_');
            assert!(image.capabilities.iter().flatten().all(capability), "{:?}", image.names);
        }
    }

    #[test]
    fn patterns_have_stars_at_their_ends_only() {
        for image in images() {
            let lists = [
                &image.root_tags,
                &image.unprivileged_tags,
                &image.shell_tags,
                &image.shell_less_tags,
            ];
            for pattern in lists.into_iter().flatten() {
                assert!(!pattern.trim_matches('*').is_empty(), "{pattern}");
                assert!(!pattern.trim_matches('*').contains('*'), "{pattern}");
            }
        }
    }

    #[test]
    fn no_name_stands_twice() {
        let mut seen = HashSet::new();
        for image in images() {
            for name in image.names {
                assert!(seen.insert(name), "{name} stands twice");
            }
        }
    }

    #[test]
    fn entries_are_sorted_by_role_and_name() {
        let images = images();
        for pair in images.windows(2) {
            let order = (pair[0].role, pair[0].names[0]) < (pair[1].role, pair[1].names[0]);
            assert!(order, "{} stands before {}", pair[0].names[0], pair[1].names[0]);
        }
    }

    #[test]
    fn what_is_not_of_the_subset_is_refused() {
        for text in [
            "  role: cache",
            "- names: [a]\n  names: [b]",
            "- names: [a]\n  rolle: cache",
            "- names: [a]\n  ports: [70000]",
            "- names: a",
            "- names: [a, [b]]",
            "- names: [*a]",
            "- names: [a]\n  user: *alias",
            "- names: [a]\n  user: root # really",
            "- names: [a]\n  source: one: two",
            "- names: [a]\n  stateful: yes",
            "- names: [a]\n    role: cache",
        ] {
            assert!(read(text).is_err(), "{text}");
        }
        assert!(read("# head\n\n- names: [a, \"*b\"]\n  capabilities: []\n").is_ok());
    }
}
