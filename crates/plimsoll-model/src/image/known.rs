//! What is known about well-known images: their purpose, their account, where they keep data.
//!
//! The facts stand in `data/images.toml`, each with its source. This module answers questions about
//! them; whether a port or a user is good or bad is for the rules. Nothing is known of an image that
//! is not listed, and every answer about one is `None` where the facts do not tell.
use super::family::{Family, SystemShell, family_of_tag};
use crate::base::leading_numbers;

/// The facts about one image, or about a group of similar images.
#[derive(Clone, Copy, Debug)]
pub struct KnownImage {
    /// Repositories in familiar form; a trailing `*` stands for any rest.
    pub names: &'static [&'static str],
    pub role: Role,
    /// Container ports of the service itself.
    pub ports: &'static [u16],
    /// Container ports of its web interface or admin API, if these are others.
    pub consoles: &'static [u16],
    /// Whether the image declares its data folders as volumes, so that Docker mounts unnamed ones
    /// there if nobody else does.
    pub declares_volume: bool,
    /// Capabilities beyond Docker's defaults that its documentation asks for.
    pub extra_capabilities: &'static [&'static str],
    /// What its documentation asks for beyond a container of its own: `pid`, `apparmor`, `seccomp`, `socket`,
    /// `privileged`, or a folder of the host.
    pub host_access: &'static [&'static str],
    /// Words of the command that make a stateless image keep its data.
    pub persists_with: &'static [&'static str],
    /// Whether it can read passwords from files that `*_FILE` variables name.
    pub reads_secret_files: Option<bool>,
    /// Another image with the same program that does not start as root.
    pub unprivileged_variant: Option<&'static str>,
    /// A configuration that has paths only root can write to, unlike that of the unprivileged variant.
    pub root_config: Option<&'static str>,
    /// Folders that an account must own to run the program.
    pub owned_folders: &'static [&'static str],
    /// Whether people develop, build or test programs in it, so that nobody runs it as a service.
    pub is_toolchain: bool,
    /// Whether the entrypoint starts as root and continues as an unprivileged account.
    pub drops_privileges: bool,
    /// What to add back after all capabilities are dropped; empty if nothing is needed.
    pub capabilities: Option<&'static [&'static str]>,
    /// Whether it works with a read-only root file system, given [`KnownImage::tmpfs`].
    pub works_read_only: Option<bool>,
    /// Paths that must stay writable under a read-only root, besides the volumes.
    pub tmpfs: &'static [&'static str],
    /// Whether the image brings a `HEALTHCHECK`.
    pub has_healthcheck: Option<bool>,
    /// A check for a shell inside the container.
    pub(super) healthcheck_command: Option<&'static str>,
    /// A major version, and the check for earlier ones.
    pub(super) healthcheck_before: Option<(u32, &'static str)>,
    /// All variables that it sets; absent where not all are known.
    pub(crate) variables: Option<&'static [&'static str]>,
    /// The accounts that it adds to those of its distribution; absent where not all are known.
    pub(crate) accounts: Option<&'static [&'static str]>,
    /// Whether it brings a folder to work in.
    pub(crate) brings_workdir: bool,
    /// The folder that it brings to work in.
    pub(crate) work_folder: Option<&'static str>,
    /// Whether it is made of `buildpack-deps` unless its tag says slim or alpine.
    pub(crate) is_on_buildpack: bool,
    /// How the tags with Debian name their variant without compilers, if they have one.
    pub(crate) slim_tags: Option<SlimTags>,
    /// Whether it stands between Docker's socket and those who need a part of it.
    pub filters_socket: bool,
    /// Where the facts can be checked.
    pub source: &'static str,
    pub(super) data: &'static [&'static str],
    pub(super) data_since: Option<(u32, &'static str)>,
    pub(super) stateful: Option<bool>,
    pub(super) user: Option<&'static str>,
    pub(super) root_tags: &'static [&'static str],
    pub(super) account: Option<&'static str>,
    pub(super) no_account_tags: &'static [&'static str],
    pub(super) unprivileged_tags: &'static [&'static str],
    pub(super) worker_tags: &'static [&'static str],
    pub(super) family: Option<Family>,
    pub(super) sh: Option<SystemShell>,
    pub(super) shell: Option<bool>,
    /// What its owner says, whatever the tag names.
    pub(super) own_family: Option<Family>,
    pub(super) own_shell: Option<SystemShell>,
    pub(super) shell_tags: &'static [&'static str],
    pub(super) shell_less_tags: &'static [&'static str],
}

/// What an image is mainly used as.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Role {
    DataStore,
    Cache,
    Queue,
    Search,
    Proxy,
    WebServer,
    AdminTool,
    MailCatcher,
    Monitoring,
    Identity,
    Emulator,
    /// A program with holes, which people attack to learn.
    PracticeTarget,
    BaseOs,
    Runtime,
    Application,
}

/// Where the word `slim` stands in the tags of an image.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum SlimTags {
    /// At the end: `22-bookworm-slim`.
    Last,
    /// Right behind the version: `3.13-slim-bookworm`.
    Version,
    /// Only in tags that name no distribution: `1.18-slim`.
    Plain,
}

/// The account that an image's `USER` names.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ImageUser {
    /// `root`, or the administrator of a Windows container.
    Root,
    /// Another account, by name or number where it is known.
    Unprivileged(Option<&'static str>),
}

impl KnownImage {
    /// What an entry starts from that tells nothing.
    pub(super) const UNKNOWN: Self = Self {
        names: &[],
        role: Role::Application,
        ports: &[],
        consoles: &[],
        declares_volume: false,
        extra_capabilities: &[],
        host_access: &[],
        persists_with: &[],
        reads_secret_files: None,
        account: None,
        unprivileged_variant: None,
        root_config: None,
        owned_folders: &[],
        is_toolchain: false,
        drops_privileges: false,
        capabilities: None,
        works_read_only: None,
        tmpfs: &[],
        has_healthcheck: None,
        healthcheck_command: None,
        healthcheck_before: None,
        variables: None,
        accounts: None,
        brings_workdir: false,
        work_folder: None,
        is_on_buildpack: false,
        slim_tags: None,
        filters_socket: false,
        source: "",
        data: &[],
        data_since: None,
        stateful: None,
        user: None,
        root_tags: &[],
        no_account_tags: &[],
        unprivileged_tags: &[],
        worker_tags: &[],
        family: None,
        sh: None,
        shell: None,
        own_family: None,
        own_shell: None,
        shell_tags: &[],
        shell_less_tags: &[],
    };

    /// An unprivileged account that it contains although it starts as another.
    pub fn account(&self, tag: Option<&str>) -> Option<&'static str> {
        self.account.filter(|_| !any_matches(self.no_account_tags, tag))
    }

    /// Whether data is lost with the container unless a data folder is a volume.
    pub fn is_stateful(&self) -> bool {
        self.stateful.unwrap_or(!self.data.is_empty())
    }

    /// Whether it keeps data when started with these words: always if it is stateful, otherwise if
    /// one of them switches persistence on (`--appendonly yes`, but not `--appendonly no`).
    pub(crate) fn is_stateful_with(&self, command: &[&str]) -> bool {
        let switches_on = |(index, word): (usize, &&str)| {
            self.persists_with.contains(word) && !matches!(command.get(index + 1), Some(&("no" | "")))
        };
        self.is_stateful() || command.iter().enumerate().any(switches_on)
    }

    /// The folders of which one must be a volume for the data to survive. If the folder depends on
    /// the version and the tag does not show it, all possible ones.
    pub fn data_folders(&self, tag: Option<&str>) -> Vec<&'static str> {
        let Some((since, folder)) = self.data_since else {
            return self.data.to_vec();
        };
        match tag.and_then(major_version) {
            Some(version) if version >= since => vec![folder],
            Some(_) => self.data.to_vec(),
            None => [folder].into_iter().chain(self.data.iter().copied()).collect(),
        }
    }

    /// The folder to mount a volume at. Without a version in the tag it is that of the newest one, which
    /// such tags lead to, and which refuses to start with a volume at the former place.
    pub(crate) fn data_folder(&self, tag: Option<&str>) -> Option<&'static str> {
        self.data_folders(tag).first().copied()
    }

    /// Whether earlier versions kept their data in another folder.
    pub(crate) fn has_moved_data(&self) -> bool {
        self.data_since.is_some()
    }

    /// Whether a folder is one in which earlier versions kept their data.
    pub(crate) fn was_data_folder(&self, path: &str) -> bool {
        let moved = self.data_since.is_some_and(|(_, folder)| folder != path);
        moved && self.data.contains(&path.trim_end_matches('/'))
    }

    /// A check for a shell inside the container. In Compose, a dollar sign has to be doubled.
    pub fn healthcheck_command(&self, tag: Option<&str>) -> Option<&'static str> {
        let version = tag.and_then(major_version);
        match self.healthcheck_before {
            Some((since, command)) if version.is_some_and(|version| version < since) => Some(command),
            _ => self.healthcheck_command,
        }
    }

    /// Whether the port is one that the image itself serves, whatever else the number is known for.
    pub fn serves(&self, port: u16) -> bool {
        self.ports.contains(&port) || self.consoles.contains(&port)
    }

    /// Whether it keeps or passes on data that only other services should reach.
    pub fn is_data_service(&self) -> bool {
        matches!(self.role, Role::DataStore | Role::Cache | Role::Queue | Role::Search)
    }

    /// The account that the image starts as.
    pub(crate) fn default_user(&self, tag: Option<&str>) -> Option<ImageUser> {
        if any_matches(self.root_tags, tag) {
            return Some(ImageUser::Root);
        }
        if any_matches(self.unprivileged_tags, tag) {
            return Some(ImageUser::Unprivileged(None));
        }
        match self.user? {
            "root" | "0" | "ContainerAdministrator" => Some(ImageUser::Root),
            other => Some(ImageUser::Unprivileged(Some(other))),
        }
    }

    /// Whether its program ends up running as an unprivileged account, provided that the image's
    /// own entrypoint starts it.
    pub fn runs_unprivileged(&self, tag: Option<&str>) -> Option<bool> {
        if self.drops_privileges {
            return Some(true);
        }
        self.default_user(tag).map(|user| user != ImageUser::Root)
    }

    /// Whether its program gives up root by itself, be it for all but its main process.
    pub fn hands_over_root(&self, tag: Option<&str>) -> bool {
        let changes_account = self.capabilities.is_some_and(|needed| needed.contains(&"SETUID"));
        changes_account || any_matches(self.worker_tags, Some(tag.unwrap_or_default()))
    }

    /// Whether there is a shell inside.
    pub fn has_shell(&self, tag: Option<&str>) -> Option<bool> {
        if any_matches(self.shell_tags, tag) {
            return Some(true);
        }
        if self.shell == Some(false) || any_matches(self.shell_less_tags, tag) {
            return Some(false);
        }
        if self.own_shell.is_some() {
            return Some(true);
        }
        match self.family(tag) {
            Some(family) => Some(family != Family::Distroless),
            None => self.sh.map(|_| true),
        }
    }

    /// The distribution: the one that the tag names, otherwise that of plain tags.
    pub fn family(&self, tag: Option<&str>) -> Option<Family> {
        let of_tag = || tag.and_then(family_of_tag);
        self.own_family.or_else(of_tag).or(self.family)
    }

    /// The program behind `/bin/sh`, which decides about `pipefail` and the like.
    pub fn system_shell(&self, tag: Option<&str>) -> Option<SystemShell> {
        if self.has_shell(tag) == Some(false) {
            return None;
        }
        if self.own_shell.is_some() {
            return self.own_shell;
        }
        match self.family(tag) {
            Some(family) => family.system_shell(),
            None => self.sh,
        }
    }
}

/// The major version in a tag: `18` of `18.1-alpine`, and of `0.8.1-pg18`, where the first number
/// is not that of the program that keeps the data.
pub(crate) fn major_version(tag: &str) -> Option<u32> {
    let postgres = tag
        .split('-')
        .find_map(|word| word.strip_prefix("pg").and_then(leading_numbers));
    postgres.or_else(|| leading_numbers(tag)).map(|[major]| major)
}

fn any_matches(patterns: &[&str], tag: Option<&str>) -> bool {
    tag.is_some_and(|tag| patterns.iter().any(|pattern| matches_tag(pattern, tag)))
}

/// Patterns have a `*` at one end or at both; the data has no others.
fn matches_tag(pattern: &str, tag: &str) -> bool {
    match (pattern.strip_prefix('*'), pattern.strip_suffix('*')) {
        (Some(_), Some(_)) => tag.contains(pattern.trim_matches('*')),
        (Some(end), None) => tag.ends_with(end),
        (None, Some(start)) => tag.starts_with(start),
        (None, None) => tag == pattern,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::image::known_image;

    fn known(repository: &str) -> &'static KnownImage {
        known_image(repository, None).unwrap_or_else(|| panic!("{repository} is not known"))
    }

    #[test]
    fn finds_exact_names_before_wildcards() {
        assert_eq!(known("lscr.io/linuxserver/mariadb").role, Role::DataStore);
        assert_eq!(known("lscr.io/linuxserver/plex").role, Role::Application);
        assert_eq!(
            known("cgr.dev/chainguard/wolfi-base").default_user(None),
            Some(ImageUser::Root)
        );
        assert_eq!(known("cgr.dev/chainguard/nginx").runs_unprivileged(None), Some(true));
        assert!(known_image("example/unheard-of", None).is_none());
        assert!(known_image("", None).is_none());
    }

    #[test]
    fn knows_mirrors_of_official_images() {
        for name in [
            "docker.io/library/postgres",
            "public.ecr.aws/docker/library/postgres",
            "arm64v8/postgres",
            "postgres",
        ] {
            assert_eq!(known(name).names, ["postgres"], "{name}");
        }
        assert!(known("public.ecr.aws/bitnami/redis").names.contains(&"bitnami/redis"));
        assert!(known_image("ghcr.io/library/postgres", None).is_none());
    }

    #[test]
    fn tags_decide_about_the_user() {
        let distroless = known("gcr.io/distroless/static-debian12");
        assert_eq!(distroless.runs_unprivileged(None), Some(false));
        assert_eq!(distroless.runs_unprivileged(Some("debug-nonroot")), Some(true));
        let haproxy = known("haproxy");
        assert_eq!(
            haproxy.default_user(Some("3.2-alpine")),
            Some(ImageUser::Unprivileged(Some("haproxy")))
        );
        assert_eq!(haproxy.default_user(Some("2.3.9")), Some(ImageUser::Root));
        let postgres = known("postgres");
        assert_eq!(postgres.default_user(None), Some(ImageUser::Root));
        assert_eq!(postgres.runs_unprivileged(None), Some(true));
        assert_eq!(known("dhi.io/node").runs_unprivileged(Some("24-dev")), Some(false));
        assert_eq!(known("bitnami/python").runs_unprivileged(None), None);
    }

    #[test]
    fn state_depends_on_version_and_command() {
        let postgres = known("postgres");
        assert_eq!(postgres.data_folders(Some("17-alpine")), ["/var/lib/postgresql/data"]);
        assert_eq!(postgres.data_folders(Some("18")), ["/var/lib/postgresql"]);
        assert_eq!(postgres.data_folders(Some("latest")).len(), 2);
        assert_eq!(postgres.data_folder(Some("18")), Some("/var/lib/postgresql"));
        assert_eq!(postgres.data_folder(Some("latest")), Some("/var/lib/postgresql"));
        assert_eq!(postgres.data_folder(None), Some("/var/lib/postgresql"));
        assert_eq!(known("mongo").data_folder(None), Some("/data/db"));
        assert_eq!(
            known("pgvector/pgvector").data_folders(Some("0.8.1-pg18")),
            ["/var/lib/postgresql"]
        );
        let redis = known("redis");
        assert!(!redis.is_stateful());
        assert!(redis.is_stateful_with(&["redis-server", "--appendonly", "yes"]));
        assert!(!redis.is_stateful_with(&["redis-server", "--save", "", "--appendonly", "no"]));
        assert!(known("nats").is_stateful_with(&["-js"]));
    }

    #[test]
    fn shells_follow_the_tag() {
        let python = known("python");
        assert_eq!(python.system_shell(Some("3.13-slim")), Some(SystemShell::Dash));
        assert_eq!(python.system_shell(Some("3.13-alpine3.22")), Some(SystemShell::Ash));
        assert_eq!(
            python.family(Some("3.13-windowsservercore-ltsc2025")),
            Some(Family::Windows)
        );
        let aspnet = known("mcr.microsoft.com/dotnet/aspnet");
        assert_eq!(aspnet.has_shell(Some("9.0-noble-chiseled")), Some(false));
        assert_eq!(aspnet.system_shell(Some("9.0-noble")), Some(SystemShell::Dash));
        assert_eq!(aspnet.system_shell(None), None);
        let distroless = known("gcr.io/distroless/base");
        assert_eq!(distroless.has_shell(None), Some(false));
        assert_eq!(distroless.has_shell(Some("debug")), Some(false));
        assert_eq!(
            known("cgr.dev/chainguard/wolfi-base").system_shell(None),
            Some(SystemShell::Ash)
        );
        assert_eq!(known("oraclelinux").system_shell(Some("9")), Some(SystemShell::Bash));
    }

    #[test]
    fn the_words_of_a_tag_count_before_what_is_usual() {
        let cuda = known("nvidia/cuda");
        assert_eq!(cuda.family(Some("12.4.1-base-ubuntu22.04")), Some(Family::Ubuntu));
        assert_eq!(cuda.family(Some("12.4.1-base")), Some(Family::Ubuntu));
        assert_eq!(cuda.family(Some("12.4.1-base-amzn2023")), Some(Family::Rhel));
        assert_eq!(cuda.system_shell(Some("12.4.1-base-amzn2023")), Some(SystemShell::Bash));
    }

    #[test]
    fn windows_variants_of_linux_images_are_not_known() {
        assert!(known_image("python", Some("3.13-windowsservercore-ltsc2025")).is_none());
        assert!(known_image("python", Some("3.13-alpine")).is_some());
        assert!(known_image("mcr.microsoft.com/windows/nanoserver", Some("ltsc2025")).is_some());
    }

    #[test]
    fn old_versions_have_other_checks() {
        let check = |tag| {
            known_image("mongo", Some(tag))
                .unwrap()
                .healthcheck_command(Some(tag))
                .unwrap()
        };
        assert!(check("4.4.22").starts_with("mongo "));
        assert!(check("8.0").starts_with("mongosh "));
        assert!(check("latest").starts_with("mongosh "));
    }

    #[test]
    fn odd_tags_do_no_harm() {
        for tag in ["", "*", "999999999999999999", "é-pg", "-", "pg", "pgé18", "${TAG}"] {
            for name in ["postgres", "gcr.io/distroless/base", "haproxy"] {
                let image = known(name);
                image.data_folders(Some(tag));
                image.runs_unprivileged(Some(tag));
                image.system_shell(Some(tag));
            }
        }
    }
}
