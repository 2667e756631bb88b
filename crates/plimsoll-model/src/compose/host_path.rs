//! The folders of the host that mounts bring in.

use super::mount::{Mount, host_path_of};
use super::service::Service;
use super::{Compose, Scalar};
use crate::base::Value;

impl Compose {
    /// The host path of a mount, in its lexical normal form; also through a volume that is just a
    /// bind mount.
    pub(crate) fn host_path(&self, mount: &Mount) -> Option<Value<String>> {
        match mount.host_path() {
            Some(path) => Some(path),
            None => self.bound_volume(mount).map(host_path_of),
        }
    }

    /// The path that a named volume stands for.
    pub(crate) fn bound_volume(&self, mount: &Mount) -> Option<&Scalar> {
        let name = mount.volume_name()?.likely()?;
        self.volume(name)?.bound_path()
    }

    /// Whether a bind mount of a service puts the project itself into the container: the folder of
    /// the Compose file, the build context, or a folder above one of them.
    pub(crate) fn covers_project(&self, service: &Service, mount: &Mount) -> bool {
        let Some(path) = self.host_path(mount).and_then(Value::likely) else {
            return false;
        };
        let build = service.build.as_ref().and_then(|b| b.value.context_path().likely());
        covers(&path, ".") || build.is_some_and(|context| covers(&path, &context))
    }
}

/// Whether a folder equals or contains another one. Both are relative to the Compose file and in
/// their normal form; an absolute one says nothing about the project.
fn covers(folder: &str, other: &str) -> bool {
    if folder.starts_with(['/', '~']) || other.starts_with(['/', '~']) {
        return false;
    }
    let parts = |path: &str| -> Vec<String> {
        let kept = path.split('/').filter(|part| !part.is_empty() && *part != ".");
        kept.map(str::to_owned).collect()
    };
    let (folder, other) = (parts(folder), parts(other));
    let climbs = |parts: &[String]| parts.iter().take_while(|part| *part == "..").count();
    let (up, other_up) = (climbs(&folder), climbs(&other));
    if up == folder.len() && up > other_up {
        return true;
    }
    up == other_up && other.starts_with(&folder)
}

#[cfg(test)]
mod tests {
    use super::covers;

    #[test]
    fn folders_above() {
        for (folder, other) in [
            (".", "."),
            ("..", "."),
            ("../..", "../x"),
            ("app", "app"),
            ("app", "app/web"),
            (".", "app"),
        ] {
            assert!(covers(folder, other), "{folder} {other}");
        }
        for (folder, other) in [("media", "."), ("../shared", "."), ("app/web", "app"), ("/srv", ".")] {
            assert!(!covers(folder, other), "{folder} {other}");
        }
    }
}
