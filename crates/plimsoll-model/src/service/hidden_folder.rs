//! Folders of dependencies in an image that a mount of a service hides.

use crate::base::path::is_below;
use crate::command::package::project_install;
use crate::command::{Commands, Invocation};
use crate::compose::{Mount, MountKind};
use crate::stage::data::VolumePath;
use crate::stage::package::ProjectFolder;
use crate::view::{Service, Stage};

/// Where programs of an image lie, as opposed to scripts of the project.
const PROGRAMS: [&str; 5] = ["/bin", "/sbin", "/usr/bin", "/usr/sbin", "/usr/local/bin"];

/// A folder of an image under a mount that does not bring it.
#[derive(Clone)]
pub struct HiddenFolder<'a> {
    pub mount: &'a Mount,
    pub folder: ProjectFolder,
    pub stage: Stage<'a>,
}

impl<'a> Service<'a> {
    /// The folders of dependencies that its image has and that a bind mount on a folder above hides, without
    /// a volume that keeps them. None if it may install them again when it starts.
    pub fn hidden_folders(self) -> Vec<HiddenFolder<'a>> {
        let Some(stage) = self.stage() else { return Vec::new() };
        let mounts = self.facts().mounts();
        let binds: Vec<(&Mount, &str)> = mounts.iter().filter_map(bind).collect();
        let is_open =
            self.facts().volumes_from.is_some() || mounts.iter().any(|mount| mount.target_path().is_unknown());
        if binds.is_empty() || is_open || self.may_install_at_start(stage) {
            return Vec::new();
        }
        let volumes: Vec<VolumePath<'_>> = stage.ancestors().flat_map(Stage::volume_paths).collect();
        let hides = |folder: &ProjectFolder| {
            // The deepest mount at or above a folder is what it is in the container.
            let above = mounts.iter().filter_map(|mount| mount.target_path().likely());
            let deepest = above
                .filter(|target| is_below(&folder.path, target))
                .max_by_key(|target| target.len())?;
            // Each container gets a volume for VOLUME, with what the image has there.
            let is_kept = |volume: &VolumePath<'_>| {
                let is_deeper = is_below(&volume.path, deepest) && !is_below(deepest, &volume.path);
                is_deeper && is_below(&folder.path, &volume.path)
            };
            if volumes.iter().any(is_kept) {
                return None;
            }
            let (mount, _) = *binds.iter().find(|(_, target)| *target == deepest)?;
            (deepest.trim_end_matches('/') != folder.path).then_some(mount)
        };
        let found = stage.project_folders().into_iter().filter_map(|folder| {
            let mount = hides(&folder)?;
            Some(HiddenFolder { mount, folder, stage })
        });
        found.collect()
    }

    /// Whether what it starts may install dependencies: it says so, or it is a script.
    fn may_install_at_start(self, stage: Stage<'_>) -> bool {
        let built = stage.start_of_image().left_by(self).code().map(|code| &code.commands);
        self.facts()
            .commands()
            .iter()
            .chain(built)
            .flat_map(Commands::invocations)
            .any(|invocation| may_install(&invocation))
    }
}

fn bind(mount: &Mount) -> Option<(&Mount, &str)> {
    let is_bind = mount.kind.is_known(&MountKind::Bind);
    Some((mount, mount.target_path().likely()?)).filter(|_| is_bind)
}

fn may_install(invocation: &Invocation<'_>) -> bool {
    let is_script = |word: &str| {
        let is_path =
            word.starts_with('.') || word.starts_with('/') && !PROGRAMS.iter().any(|place| is_below(word, place));
        word.ends_with(".sh") || word.contains("entrypoint") || is_path && word == invocation.program().text
    };
    let installs = matches!(invocation.name, "make" | "just" | "task") || project_install(invocation.argv()).is_some();
    let mut words = std::iter::once(invocation.program()).chain(invocation.arguments().iter().copied());
    installs || words.any(|word| is_script(word.text) || word.text.contains('$'))
}

#[cfg(test)]
mod tests {
    use crate::files::testing::Texts;
    use crate::files::{FileKind, Input};
    use crate::view::Subject;
    use crate::workspace::Workspace;

    /// The folders that are hidden in a service with the keys of a Compose file, and the end of a Dockerfile
    /// that runs `npm ci` in `/app`.
    fn hidden(keys: &str, end: &str) -> Vec<String> {
        let compose = format!("services:\n  a: {{build: ., {keys}}}\n");
        let dockerfile = format!("FROM node:22\nWORKDIR /app\nRUN npm ci\n{end}\n");
        let input = Input {
            path: "compose.yaml".to_owned(),
            kind: FileKind::Compose,
            bytes: compose.into_bytes(),
        };
        let workspace = Workspace::load(vec![input], &Texts(&[("Dockerfile", &dockerfile)]), None);
        let Some((_, Subject::Compose(compose, _))) = workspace.subjects().next() else {
            panic!("a Compose file");
        };
        let service = compose.services().next().expect("one service");
        let found = service.hidden_folders().into_iter();
        found.map(|found| found.folder.path).collect()
    }

    #[test]
    fn mounts_hide_what_lies_below_them() {
        let cmd = "CMD [\"node\", \"x.js\"]";
        for (keys, expected) in [
            ("volumes: ['.:/app']", true),
            ("volumes: ['.:/app/']", true),
            ("volumes: ['.:/app', '/app/node_modules']", false),
            ("volumes: ['.:/app', 'kept:/app/node_modules']", false),
            ("volumes: ['./src:/app/src']", false),
            ("volumes: ['code:/app']", false),
            ("volumes: ['.:/app', '${MORE}']", false),
            ("volumes: ['.:/app'], command: npm run dev", true),
            ("volumes: ['.:/app'], command: sh -c 'npm ci && npm run dev'", false),
            ("volumes: ['.:/app'], command: ./start.sh", false),
            ("volumes: ['.:/app'], command: '${COMMAND}'", false),
        ] {
            let found = hidden(keys, cmd);
            assert_eq!(!found.is_empty(), expected, "{keys}: {found:?}");
        }
        for (volume, expected) in [("/app/node_modules", false), ("/app", true), ("/data", true)] {
            let found = hidden("volumes: ['.:/app']", &format!("VOLUME {volume}\n{cmd}"));
            assert_eq!(!found.is_empty(), expected, "{volume}: {found:?}");
        }
        assert!(hidden("volumes: ['.:/app']", "ENTRYPOINT [\"/docker-entrypoint.sh\"]").is_empty());
    }
}
