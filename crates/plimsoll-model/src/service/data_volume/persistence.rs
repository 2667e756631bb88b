//! Whether the data of a service outlives its container.

use crate::base::{Value, has_word, path};
use crate::compose::{Mount, MountKind};
use crate::image::{KnownImage, known_image};
use crate::view::Service;

impl Service<'_> {
    /// The folders of the image that it pulls of which one must be a volume for its data to
    /// survive, if none is. Empty if the image is not known to keep data, if something is mounted
    /// there (or may be), and if it is started in a way that keeps none.
    pub fn unkept_data(self) -> Vec<&'static str> {
        let Some(image) = self.pulled_image() else {
            return Vec::new();
        };
        // An unknown tag may be one of another version, with another folder.
        let Some(reference) = image.reference.as_ref().likely() else {
            return Vec::new();
        };
        let Some(known) = known_image(reference.familiar_name(), reference.tag()) else {
            return Vec::new();
        };
        let facts = self.facts();
        let words = facts.command.iter().flat_map(|c| &c.value.words);
        let command: Vec<&str> = words.map(|word| word.as_str()).collect();
        // The worker of an application keeps its data in the server.
        let is_worker = !known.is_data_service() && command.first() == Some(&"worker");
        if is_worker || !known.is_stateful_with(&command) || facts.volumes_from.is_some() || facts.entrypoint.is_some()
        {
            return Vec::new();
        }
        let folders = known.data_folders(reference.tag());
        let tmpfs = facts.tmpfs.iter().flat_map(|t| &t.value);
        let in_memory = tmpfs.map(|t| t.as_str().split(':').next().unwrap_or_default());
        let targets = facts.mounts().iter().map(Mount::target_path);
        for target in targets.chain(in_memory.map(Value::Known)) {
            let Some(target) = target.likely() else {
                return Vec::new();
            };
            let is_there = folders.iter().any(|folder| path::overlap(folder, target));
            if is_there || self.is_told(target) {
                return Vec::new();
            }
        }
        if self.may_be_told_by_file(known) {
            return Vec::new();
        }
        match known.data_folder(reference.tag()).filter(|_| known.has_moved_data()) {
            Some(folder) => vec![folder],
            None => folders,
        }
    }

    /// Whether it brings a configuration, which may lead the data to a volume that is there for it:
    /// `/registry_data`, `/mnt/mongo-data`.
    fn may_be_told_by_file(self, known: &KnownImage) -> bool {
        let program = known.names.first().map_or("", |name| path::file_name(name));
        let is_script = |target: &str| target.starts_with("/docker-entrypoint");
        let mounts = self.facts().mounts();
        let targets = |mount: &Mount| mount.target_path().likely().unwrap_or_default().to_owned();
        let is_file = |mount: &Mount| {
            let target = targets(mount);
            mount.is_configuration().likely() == Some(true) && target.contains('.') && !is_script(&target)
        };
        let is_for_data = |mount: &Mount| {
            let name = path::file_name(targets(mount).trim_end_matches('/')).to_owned();
            let named = has_word(&name, &["data", "db", "storage", "store"]) || has_word(&name, &[program]);
            named && mount.is_configuration().likely() == Some(false) && mount.is_read_only().likely() == Some(false)
        };
        mounts.iter().any(is_file) && mounts.iter().any(is_for_data)
    }

    /// The folder that a volume for its data belongs at, if one place is sure.
    pub fn data_folder(self) -> Option<&'static str> {
        let image = self.pulled_image()?.reference.as_ref().likely()?;
        known_image(image.familiar_name(), image.tag())?.data_folder(image.tag())
    }

    /// Whether its data is in a volume, but in a folder with the name of the host, which is another one
    /// for each container: RabbitMQ without `hostname`.
    // docker-library/docs, rabbitmq: "One of the important things to note about RabbitMQ is that it
    // stores data based on what it calls the "Node Name", which defaults to the hostname."
    pub fn loses_data_with_name(self) -> bool {
        let is_kept = || {
            let mut targets = self.facts().mounts().iter().map(Mount::target_path);
            targets.any(|target| {
                target
                    .likely()
                    .is_some_and(|target| path::is_below(target, "/var/lib/rabbitmq"))
            })
        };
        self.needs_hostname() && is_kept()
    }

    /// Whether it names the folder of its data after its host, and nothing gives that a lasting name.
    pub fn needs_hostname(self) -> bool {
        let facts = self.facts();
        let is_rabbit = self.pulled_image().is_some_and(|image| {
            let reference = image.reference.as_ref().likely();
            reference.is_some_and(|reference| reference.familiar_name() == "rabbitmq")
        });
        let is_named = facts.hostname.is_some() || facts.network_mode.is_some();
        let names_node = |name: &str| matches!(name, "RABBITMQ_NODENAME" | "RABBITMQ_NODE_NAME" | "HOSTNAME");
        let mut variables = facts.environment().iter().filter_map(|pair| pair.name());
        is_rabbit && !is_named && facts.env_file.is_none() && !variables.any(names_node)
    }

    /// Whether another service of the file takes over its volumes with `volumes_from`.
    pub fn lends_volumes(self) -> bool {
        self.compose.lends_volumes(&self.facts().name.value)
    }

    /// Whether a variable or the command names a path, as `PGDATA` and `--dbpath` do.
    pub(crate) fn is_told(self, path: &str) -> bool {
        let path = path.trim_end_matches('/');
        let facts = self.facts();
        let variables = facts.environment().iter().filter_map(|pair| pair.value.as_ref());
        let words = facts.command.iter().flat_map(|c| &c.value.words);
        !path.is_empty() && variables.chain(words).any(|text| text.as_str().contains(path))
    }
}

/// Folders whose content can be recreated at any time.
const MADE_AGAIN: [&str; 31] = [
    "node_modules",
    "sessions",
    "tmp",
    "bower_components",
    "vendor",
    "venv",
    ".venv",
    "env",
    "site-packages",
    "__pycache__",
    ".next",
    ".nuxt",
    ".output",
    ".turbo",
    ".parcel-cache",
    ".svelte-kit",
    ".angular",
    "dist",
    "build",
    "target",
    "bin",
    "obj",
    ".gradle",
    ".m2",
    ".yarn",
    ".pnpm-store",
    ".npm",
    "_build",
    "deps",
    "tmp",
    "run",
];

impl Mount {
    /// Whether it is a volume without a name, which gets a random one from Docker.
    pub fn is_anonymous_volume(&self) -> bool {
        self.kind.is_likely(&MountKind::Volume) && self.source.is_none() && self.target.is_some()
    }

    /// Whether its path says that it holds only what can be recreated: caches, installed packages,
    /// build output.
    pub fn holds_only_caches(&self) -> bool {
        let Some(target) = self.target_path().likely() else {
            return false;
        };
        // Nothing below these outlives the container's run.
        if ["/dev/", "/proc/", "/sys/"].iter().any(|root| target.starts_with(root)) {
            return true;
        }
        let mut segments = target.split('/');
        segments.any(|segment| MADE_AGAIN.contains(&segment) || segment.to_ascii_lowercase().contains("cache"))
    }
}

#[cfg(test)]
mod tests {
    use crate::view::testing;

    #[test]
    fn rabbitmq_finds_its_data_by_the_name_of_the_host() {
        for (service, lost) in [
            ("image: rabbitmq:4, volumes: ['queue:/var/lib/rabbitmq']", true),
            ("image: rabbitmq:4, volumes: ['queue:/var/lib/rabbitmq/mnesia']", true),
            (
                "image: rabbitmq:4, volumes: ['queue:/var/lib/rabbitmq'], hostname: q",
                false,
            ),
            (
                "image: rabbitmq:4, volumes: ['queue:/var/lib/rabbitmq'], environment: {RABBITMQ_NODENAME: r@localhost}",
                false,
            ),
            (
                "image: rabbitmq:4, volumes: ['./r.conf:/etc/rabbitmq/rabbitmq.conf']",
                false,
            ),
            ("image: bitnami/rabbitmq:4, volumes: ['queue:/bitnami/rabbitmq']", false),
            ("image: rabbitmq:4", false),
        ] {
            let found = testing::service(service, |view| view.loses_data_with_name());
            assert_eq!(found, lost, "{service}");
        }
    }

    #[test]
    fn data_is_kept_by_what_is_mounted() {
        for (service, kept) in [
            ("image: postgres:17", false),
            ("image: postgres:17, volumes: ['data:/var/lib/postgresql/data']", true),
            ("image: postgres:17, volumes: ['./data:/var/lib/postgresql/']", true),
            (
                "image: postgres:17, volumes: ['./init:/docker-entrypoint-initdb.d']",
                false,
            ),
            (
                "image: postgres:17, volumes: ['data:/pg'], environment: {PGDATA: /pg/data}",
                true,
            ),
            ("image: postgres:17, volumes: ['${MOUNT}']", true),
            ("image: postgres:17, tmpfs: /var/lib/postgresql/data", true),
            (
                "image: registry:2, volumes: ['./c.yml:/etc/docker/registry/config.yml']",
                false,
            ),
            (
                "image: registry:2, volumes: ['/registry_data', './c.yml:/etc/docker/registry/config.yml']",
                true,
            ),
            (
                "image: postgres:17, volumes: ['./p.conf:/etc/postgresql.conf', './b:/backups']",
                false,
            ),
            ("image: n8nio/n8n:1.70.0", false),
            ("image: n8nio/n8n:1.70.0, command: worker", true),
            ("image: redis:8", true),
            ("image: redis:8, command: redis-server --appendonly yes", false),
            ("image: 'postgres:${TAG}'", true),
            ("image: x/y", true),
        ] {
            let is_kept = testing::service(service, |view| view.unkept_data().is_empty());
            assert_eq!(is_kept, kept, "{service}");
        }
    }
}
