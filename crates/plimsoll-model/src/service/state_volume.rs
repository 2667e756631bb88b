//! Named volumes in which the account of a service cannot write.

use plimsoll_syntax::dockerfile::Kind;

use crate::base::path;
use crate::compose::Mount;
use crate::stage::account::is_root;
use crate::view::{Service, Stage};

/// What a build or an install makes, and a program may only read.
const MADE: [&str; 14] = [
    ".next",
    ".venv",
    "assets",
    "build",
    "dist",
    "html",
    "node_modules",
    "out",
    "public",
    "static",
    "staticfiles",
    "target",
    "vendor",
    "venv",
];

/// A named volume of which the folder in the image belongs to root, or is not there.
#[derive(Clone)]
pub struct RootVolume<'a> {
    pub mount: &'a Mount,
    pub path: String,
    /// The account that the container runs as.
    pub user: String,
}

impl<'a> Service<'a> {
    /// The named volumes that root surely owns once Docker has made them, although the container of the
    /// image that it builds runs as another account. Docker gives a new volume the owner of the folder in
    /// the image, and to root if there is none.
    pub fn volumes_of_root(self) -> Vec<RootVolume<'a>> {
        let Some((stage, user)) = self.stage().and_then(|stage| Some((stage, self.account(stage)?))) else {
            return Vec::new();
        };
        if stage.is_windows() {
            return Vec::new();
        }
        let mounts = self.facts().mounts().iter().filter(|mount| self.is_new_volume(mount));
        let folders = mounts.filter_map(|mount| {
            let path = path::absolute(mount.target_path().known()?, "/");
            let name = path::file_name(&path);
            (!MADE.contains(&name) && !stage.may_own(&path)).then_some((mount, path))
        });
        let folders = stage.of_root(folders.collect(), |(_, path)| path).into_iter();
        let volumes = folders.map(|(mount, path)| RootVolume {
            mount,
            path,
            user: user.clone(),
        });
        volumes.collect()
    }

    /// The account that it starts as, if it surely is not root.
    fn account(self, stage: Stage<'a>) -> Option<String> {
        if self.facts().user.is_none() {
            return stage.unprivileged_user();
        }
        let name = self.user_name()?.known()?;
        (!name.is_empty() && !is_root(name)).then(|| name.to_owned())
    }

    /// Whether a mount is a volume that Compose makes for this service alone, and that it may write to.
    fn is_new_volume(self, mount: &Mount) -> bool {
        let Some(name) = mount.volume_name().and_then(|name| name.known()) else {
            return false;
        };
        let compose = self.compose();
        let is_plain = compose
            .facts()
            .volume(name)
            .is_some_and(|volume| volume.external.is_none() && volume.driver.is_none() && volume.driver_opts.is_none());
        let mut others = compose.services().filter(|other| other.index() != self.index());
        let is_shared = others.any(|other| {
            let mut mounts = other.facts().mounts().iter();
            mounts.any(|mount| mount.volume_name().and_then(|name| name.likely()) == Some(name))
        });
        is_plain && !is_shared && mount.read_only.is_none()
    }
}

impl Stage<'_> {
    /// Whether a step may put something into a folder, as another account than root or for the program to
    /// read, or VOLUME names it.
    fn may_own(self, folder: &str) -> bool {
        let mut ancestors = self.ancestors();
        ancestors.any(|stage| {
            let mut placed = stage.placed();
            let users: Vec<usize> = stage.of_kind(Kind::User).map(|user| user.index()).collect();
            let mut runs = stage.runs();
            placed.any(|placed| path::is_below(placed.path, folder))
                || stage.volume_paths().iter().any(|volume| volume.path == folder)
                || runs.any(|run| users.iter().any(|user| *user < run.index()))
        })
    }
}
