//! What a service shares with its host: folders, the sockets of container runtimes, the network.

use crate::base::{Value, path};
use crate::compose::{Mount, MountKind, Scalar, host_path_of};
use crate::image::Role;
use crate::view::{Service, Stage};

/// The socket of a container runtime, which gives control over the host.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum RuntimeSocket {
    /// The socket itself, of the runtime of this name.
    Itself(&'static str),
    /// A folder that contains such sockets.
    Folder,
    /// All of the host.
    Root,
}

/// The runtime that a host path gives access to. The path is in its lexical normal form.
pub fn runtime_socket(path: &str) -> Option<RuntimeSocket> {
    if let Some(runtime) = path.rsplit('/').next().and_then(runtime_of_file) {
        return Some(RuntimeSocket::Itself(runtime));
    }
    let below_run = path.strip_prefix("/var/run/").or_else(|| path.strip_prefix("/run/"));
    if path == "/" {
        return Some(RuntimeSocket::Root);
    }
    let is_folder = match below_run {
        Some(folder) => matches!(folder, "docker" | "containerd" | "podman" | "crio"),
        None => matches!(path, "/run" | "/var" | "/var/run"),
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
        let is_pulled = facts.build.is_none() && self.is_whole() && !says_what && !is_code && target != "/";
        is_pulled || self.has_code_elsewhere(target)
    }

    /// Whether all that it runs is known to be elsewhere: the image has code of its own in its folder,
    /// or brings a program of the system, and nothing names the target of the mount.
    fn has_code_elsewhere(self, target: &str) -> bool {
        let facts = self.facts();
        let mentions = |text: &str| text.contains(target);
        let is_named = self.commands().iter().any(|commands| {
            let words = commands.invocations().flat_map(|own| own.argv().to_vec());
            words
                .into_iter()
                .any(|word| mentions(word.text) || word.text.starts_with("./"))
        });
        let folder = facts
            .working_dir
            .as_ref()
            .map(|field| field.value.likely().unwrap_or("/"));
        if target == "/" || is_named || folder.is_some_and(|folder| path::overlap(folder, target)) || !self.is_whole() {
            return false;
        }
        let Some(stage) = self.stage() else {
            // A program of a bare distribution, in whose image there is no folder for code.
            let is_system = self.known_image().is_some_and(|known| known.role == Role::BaseOs);
            let runs = facts.command.is_some() || facts.entrypoint.is_some();
            return facts.build.is_none() && is_system && runs && folder.is_none();
        };
        let Some(workdir) = stage.final_workdir() else {
            return false;
        };
        let placed: Vec<&str> = stage
            .ancestors()
            .flat_map(Stage::placed)
            .map(|placed| placed.path)
            .collect();
        let start = stage.start_command();
        let mut started = start.instructions().map(|own| own.node().text.as_str());
        workdir != "/"
            && placed.iter().any(|path| path::is_below(path, &workdir))
            && !placed.iter().any(|path| path::overlap(path, target))
            && !path::overlap(&workdir, target)
            && !started.any(mentions)
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
        assert_eq!(runtime_socket("/"), Some(RuntimeSocket::Root));
        for path in ["/run", "/var/run", "/var", "/run/podman", "/var/run/crio"] {
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
