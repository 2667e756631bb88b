//! Whether a volume misses the folder in which a known image keeps its data, and so holds none of
//! it.

use crate::base::path;
use crate::compose::{Mount, MountKind};
use crate::image::{KnownImage, known_image};
use crate::view::Service;

/// A volume that was meant for the data.
pub struct MisplacedData<'a> {
    pub mount: &'a Mount,
    /// The folder that holds the data.
    pub folder: &'static str,
}

impl<'a> Service<'a> {
    /// The volume that was probably meant to hold the data of the image that it pulls, but does
    /// not.
    pub fn misplaced_data(self) -> Option<MisplacedData<'a>> {
        let image = self.pulled_images()?.reference.likely()?;
        let known = known_image(image.familiar_name(), image.tag()).filter(|known| known.is_data_service())?;
        let facts = self.facts();
        if facts.entrypoint.is_some() || facts.volumes_from.is_some() {
            return None;
        }
        let folders = known.data_folders(image.tag());
        let &[folder] = &folders[..] else { return None };
        let mounts = facts.mounts();
        let targets = || mounts.iter().filter_map(|mount| mount.target_path().likely());
        // A mount that may hold it: at the folder itself, below it, or where a setting says.
        let holds = |target: &str| {
            let is_there = target.trim_end_matches('/') == folder;
            path::is_below(target, folder) && (is_there || !known.was_data_folder(target))
        };
        if mounts.iter().any(|mount| mount.target_path().is_unknown()) || targets().any(holds) {
            return None;
        }
        if facts.tmpfs.is_some() || targets().any(|target| self.is_told(target)) {
            return None;
        }
        let meant = |mount: &&Mount| {
            let keeps = matches!(mount.kind.likely(), Some(MountKind::Volume | MountKind::Bind));
            let target = mount.target_path().likely();
            keeps
                && mount.is_read_only().likely() == Some(false)
                && target.is_some_and(|t| is_meant_for(known, t, folder))
        };
        let mount = mounts.iter().find(meant)?;
        Some(MisplacedData { mount, folder })
    }
}

fn is_meant_for(known: &KnownImage, target: &str, folder: &str) -> bool {
    let target = target.trim_end_matches('/');
    if known.was_data_folder(target) {
        return true;
    }
    // The image declares a volume at the folder, so a mount above it is covered by an unnamed one.
    if path::is_below(folder, target) {
        return known.declares_volume && !target.is_empty();
    }
    let last = |path: &str| path.rsplit('/').next().unwrap_or_default().to_owned();
    let (Some(own), Some(wanted)) = (third(target), third(folder)) else {
        return false;
    };
    // `/var/lib/postgres/data`, `/var/lib/mysqldata`, and the folder of another program.
    let is_near = own.len() >= 4 && wanted.len() >= 4 && own.as_bytes()[..4] == wanted.as_bytes()[..4];
    let is_log = ["log", "backup", "files", "conf", "init"]
        .iter()
        .any(|word| last(target).contains(word));
    let is_same = own == wanted && last(target) == last(folder);
    let is_meant = folder.starts_with("/var/lib/") && is_near && !is_log || is_same;
    target.starts_with("/var/lib/") && is_meant || STORES.contains(&target)
}

/// Data folders of the stores that are most often confused with one another.
const STORES: [&str; 7] = [
    "/bitnami/mariadb",
    "/bitnami/postgresql",
    "/data/db",
    "/var/lib/mariadb",
    "/var/lib/mongodb",
    "/var/lib/mysql",
    "/var/lib/postgresql/data",
];

/// The third part of a path: `mysql` of `/var/lib/mysql`.
fn third(path: &str) -> Option<&str> {
    path.split('/').nth(3)
}

#[cfg(test)]
mod tests {
    use crate::view::testing;

    #[test]
    fn volumes_beside_the_data() {
        for (service, folder) in [
            ("image: postgres:17, volumes: ['data:/var/lib/postgresql/data']", None),
            (
                "image: postgres:17, volumes: ['data:/var/lib/postgresql']",
                Some("/var/lib/postgresql/data"),
            ),
            (
                "image: postgres:17, volumes: ['data:/var/lib/postgres/data']",
                Some("/var/lib/postgresql/data"),
            ),
            (
                "image: postgres:18, volumes: ['data:/var/lib/postgresql/data']",
                Some("/var/lib/postgresql"),
            ),
            ("image: postgres:18, volumes: ['data:/var/lib/postgresql']", None),
            (
                "image: postgres:18, volumes: ['data:/var/lib/postgresql/data'], environment: {PGDATA: /var/lib/postgresql/data}",
                None,
            ),
            ("image: postgres, volumes: ['data:/var/lib/postgresql/data']", None),
            (
                "image: mariadb:11, volumes: ['data:/var/lib/postgresql/data']",
                Some("/var/lib/mysql"),
            ),
            ("image: mysql:8, volumes: ['data:/var/lib/mysql-files']", None),
            (
                "image: mysql:8, volumes: ['data:/var/lib/mysql', 'more:/var/lib/mysql-files']",
                None,
            ),
            (
                "image: mysql:8, volumes: ['./init:/docker-entrypoint-initdb.d:ro']",
                None,
            ),
            ("image: mongo:8, volumes: ['data:/data/db']", None),
            ("image: mongo:8, volumes: ['data:/data']", Some("/data/db")),
            (
                "image: elasticsearch:8.16.1, volumes: [/var/lib/elasticsearch/data]",
                Some("/usr/share/elasticsearch/data"),
            ),
            ("image: x/y, volumes: ['data:/var/lib/postgres']", None),
        ] {
            testing::service(service, |view| {
                assert_eq!(view.misplaced_data().map(|data| data.folder), folder, "{service}");
            });
        }
    }
}
