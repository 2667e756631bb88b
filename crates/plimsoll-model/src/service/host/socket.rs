//! What a service shares with its host: folders, the sockets of container runtimes, the network.

use crate::base::{Value, path};
use crate::compose::{Mount, MountKind, Scalar, host_path_of};
use crate::view::Service;

/// The socket of a container runtime, which gives control over the host.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum RuntimeSocket {
    /// The socket itself, of the runtime of this name.
    Itself(&'static str),
    /// A folder that contains such sockets.
    Folder,
}

/// The runtime that a host path gives access to. The path is in its lexical normal form.
pub fn runtime_socket(path: &str) -> Option<RuntimeSocket> {
    if let Some(runtime) = path.rsplit('/').next().and_then(runtime_of_file) {
        return Some(RuntimeSocket::Itself(runtime));
    }
    let below_run = path.strip_prefix("/var/run/").or_else(|| path.strip_prefix("/run/"));
    let is_folder = match below_run {
        Some(folder) => matches!(folder, "docker" | "containerd" | "podman" | "crio"),
        None => matches!(path, "/" | "/run" | "/var" | "/var/run"),
    };
    is_folder.then_some(RuntimeSocket::Folder)
}

fn runtime_of_file(name: &str) -> Option<&'static str> {
    Some(match name {
        "docker.sock" | "docker.raw.sock" | "cri-dockerd.sock" | "docker_engine" => "Docker",
        "containerd.sock" => "containerd",
        "podman.sock" => "Podman",
        "crio.sock" => "CRI-O",
        _ => return None,
    })
}

impl<'a> Service<'a> {
    /// The host path of a mount, in its lexical normal form; also through a volume that is just a
    /// bind mount.
    pub fn host_path(self, mount: &'a Mount) -> Option<Value<String>> {
        self.compose().facts().host_path(mount)
    }

    /// The container runtime that a mount gives access to. If nothing is known about its source,
    /// the socket's name in the container tells.
    pub fn runtime_socket(self, mount: &'a Mount) -> Option<RuntimeSocket> {
        let source = match mount.kind.likely() {
            Some(MountKind::Bind | MountKind::Npipe) | None => mount.source.as_ref()?,
            Some(MountKind::Volume) => self.compose().facts().bound_volume(mount)?,
            Some(_) => return None,
        };
        if let Some(path) = host_path_of(source).likely() {
            return runtime_socket(&path);
        }
        let name = last_segment(source).or_else(|| last_segment(mount.target.as_ref()?))?;
        runtime_of_file(name).map(RuntimeSocket::Itself)
    }

    /// Whether a container path has a mount of its own, a volume or a `tmpfs`.
    pub fn is_mounted_at(self, path: &str) -> bool {
        let path = behind_run_link(path);
        let covers = |target: &str| path::is_below(path, behind_run_link(target));
        let mut targets = self.facts().mounts().iter().map(|mount| mount.target_path().likely());
        let mut tmpfs = self.facts().tmpfs.iter().flat_map(|field| &field.value);
        targets.any(|target| target.is_some_and(covers))
            || tmpfs.any(|item| {
                item.likely()
                    .is_some_and(|text| covers(text.split(':').next().unwrap_or_default()))
            })
    }

    /// Whether the code that it runs is in the image that it pulls, and not in a mount: it says
    /// neither what to run nor where, and the mount is at none of the usual places of code.
    pub fn runs_beside_mount(self, mount: &Mount) -> bool {
        const CODE: [&str; 8] = [
            "/app",
            "/code",
            "/home",
            "/opt",
            "/srv",
            "/usr",
            "/var/www",
            "/workspace",
        ];
        let facts = self.facts();
        let target = mount.target_path().likely().unwrap_or("/");
        let is_code = path::is_below_any(target, &CODE);
        let says_what = facts.command.is_some() || facts.entrypoint.is_some() || facts.working_dir.is_some();
        facts.build.is_none() && self.is_whole() && !says_what && !is_code && target != "/"
    }
}

/// `/var/run` is a link to `/run` in nearly every image.
fn behind_run_link(path: &str) -> &str {
    let is_link = path::is_below(path, "/var/run");
    path.strip_prefix("/var").filter(|_| is_link).unwrap_or(path)
}

/// The part after the last slash, if that much is known.
fn last_segment(path: &Scalar) -> Option<&str> {
    let text = path.as_str();
    let start = text.rfind(['/', '\\']).map_or(0, |at| at + 1);
    path.piece(start..text.len()).likely()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sockets_and_their_folders() {
        for path in [
            "/var/run/docker.sock",
            "/home/me/.docker/run/docker.sock",
            "/pipe/docker_engine",
        ] {
            assert_eq!(runtime_socket(path), Some(RuntimeSocket::Itself("Docker")), "{path}");
        }
        for path in ["/", "/run", "/var/run", "/var", "/run/podman", "/var/run/crio"] {
            assert_eq!(runtime_socket(path), Some(RuntimeSocket::Folder), "{path}");
        }
        for path in [
            "/run/app",
            "/run/user/1000",
            "/var/lib",
            "docker",
            ".",
            "/srv/docker.socket",
        ] {
            assert_eq!(runtime_socket(path), None, "{path}");
        }
    }
}
