//! The scripts that a service starts: of the image that it builds, or brought by a bind mount.

use plimsoll_syntax::Span;

use crate::base::Value;
use crate::base::path::{absolute, inside, join};
use crate::compose::{Mount, MountKind};
use crate::context::ScriptFile;
use crate::stage::start::{Named, RunScript, Runner, names_in, names_of_start};
use crate::view::Service;

/// A script that a bind mount brings.
#[derive(Clone)]
pub struct MountedScript<'a> {
    pub file: &'a ScriptFile,
    pub mount: &'a Mount,
    /// The word that names it, in the Compose file or in the Dockerfile.
    pub word: Span,
    /// As it is named.
    pub name: String,
    pub runner: Runner,
}

impl<'a> Service<'a> {
    /// The scripts that it starts, as far as they are in reach.
    pub fn start_scripts(self) -> impl Iterator<Item = &'a ScriptFile> {
        let mounted = self.mounted_scripts().into_iter().map(|script| script.file);
        mounted.chain(self.image_scripts().into_iter().map(|script| script.file))
    }

    /// The scripts of the image that it builds which its own `entrypoint` or `command` names.
    pub fn image_scripts(self) -> Vec<RunScript<'a>> {
        let Some(stage) = self.stage() else { return Vec::new() };
        let own = self.own_names().into_iter();
        let inside = own.filter(|named| self.working_dir.is_none() || named.text.starts_with('/'));
        let kept = inside.filter(|named| self.places_of(named).iter().all(|(mount, _)| mount.is_none()));
        kept.filter_map(|named| stage.script(named, None)).collect()
    }

    /// The scripts that its bind mounts bring and that it starts, also where the image names them.
    pub fn mounted_scripts(self) -> Vec<MountedScript<'a>> {
        if self.mounts().is_empty() {
            return Vec::new();
        }
        let workspace = self.compose().workspace;
        let names = self.names().into_iter();
        let found = names.filter_map(|named| {
            let mut places = self.places_of(&named).into_iter();
            let (mount, file) =
                places.find_map(|(mount, place)| Some((mount?, workspace.script(place.as_deref()?)?)))?;
            Some(MountedScript {
                file,
                mount,
                word: named.word,
                name: named.text,
                runner: named.runner,
            })
        });
        found.collect()
    }

    /// The places in the project where scripts that it starts may lie.
    pub(crate) fn script_places(self) -> Vec<String> {
        let own = self.own_names().into_iter();
        let of_image = own.filter_map(|named| Some(self.stage()?.places_of(&named)));
        let of_image: Vec<String> = of_image.flatten().collect();
        if self.mounts().is_empty() {
            return of_image;
        }
        let mounted = self.names().into_iter().flat_map(|named| self.places_of(&named));
        of_image
            .into_iter()
            .chain(mounted.filter_map(|(_, place)| place))
            .collect()
    }

    /// The words with which it may name a script itself.
    fn own_names(self) -> Vec<Named> {
        let facts = self.facts();
        let starts_by_image = self
            .stage()
            .is_none_or(|stage| stage.start_of_image().entrypoint.is_some());
        // A command alone is given to the ENTRYPOINT of the image.
        if facts.entrypoint.is_none() && starts_by_image {
            return Vec::new();
        }
        let first = facts.commands().first();
        first.map_or_else(Vec::new, |commands| names_in(commands, Runner::Kernel))
    }

    /// The same, or those of the image that it builds.
    fn names(self) -> Vec<Named> {
        let facts = self.facts();
        match (facts.entrypoint.is_none(), self.stage()) {
            (true, Some(stage)) => match stage.start_of_image() {
                start if facts.command.is_none() || start.entrypoint.is_some() => names_of_start(start),
                _ => self.own_names(),
            },
            _ => self.own_names(),
        }
    }

    /// For each path that a word may mean, the mount that it lies in, and its place in the project.
    fn places_of(self, named: &Named) -> Vec<(Option<&'a Mount>, Option<String>)> {
        let folder = || match &self.facts().working_dir {
            Some(folder) => folder.value.likely().map(|folder| absolute(folder, "/")),
            None => self.stage()?.folder_before(usize::MAX),
        };
        let paths = named.paths(folder).into_iter();
        paths.map(|path| self.place_in_project(&path)).collect()
    }

    fn place_in_project(self, path: &str) -> (Option<&'a Mount>, Option<String>) {
        let facts = self.facts();
        let over = facts.mounts().iter().filter_map(|mount| {
            let target = mount.target_path().likely()?;
            Some((mount, target.len(), inside(path, target)?))
        });
        let Some((mount, _, rest)) = over.max_by_key(|(_, length, _)| *length) else {
            return (None, None);
        };
        let compose = self.compose().facts();
        let host =
            (mount.kind.likely() == Some(MountKind::Bind)).then(|| compose.host_path(mount).and_then(Value::known));
        let host = host
            .flatten()
            .filter(|host| !host.starts_with(['/', '~', '\\']) && !host.contains(':'));
        let place = host.and_then(|host| Some(join(compose.directory_of(mount.span)?, &join(&host, rest))));
        (Some(mount), place)
    }
}

#[cfg(test)]
mod tests {
    use crate::files::testing::Texts;
    use crate::files::{FileKind, Input};
    use crate::view::Subject;
    use crate::workspace::Workspace;

    const DOCKERFILE: &str = "FROM debian:12.7\nWORKDIR /app\nCOPY . .\nENTRYPOINT [\"./start.sh\"]\n";
    const FILES: [(&str, &str); 6] = [
        ("Dockerfile", DOCKERFILE),
        ("on/Dockerfile", "FROM base\n"),
        (
            "by/Dockerfile",
            "FROM debian:12.7\nCOPY --from=base /app/other.sh /run.sh\n",
        ),
        ("start.sh", "#!/bin/sh\nexec gosu app x"),
        ("other.sh", "#!/bin/sh\nexec x"),
        ("mounted/run", "#!/bin/sh\nexec x"),
    ];

    /// The scripts of the service `a`, and whether it has a reason to run as root.
    fn scripts(keys: &str) -> String {
        let input = Input {
            path: "compose.yaml".to_owned(),
            kind: FileKind::Compose,
            bytes: format!("services:\n  a: {{{keys}}}\n  base: {{build: .}}\n").into_bytes(),
        };
        let workspace = Workspace::load(vec![input], &Texts(&FILES), None);
        let Some((_, Subject::Compose(compose, _))) = workspace.subjects().next() else {
            panic!("a Compose file");
        };
        let service = compose.services().next().expect("a service");
        let copied = service.image_scripts().into_iter();
        let copied = copied.map(|script| script.file.source.path().to_owned());
        let mounted = service.mounted_scripts().into_iter();
        let mounted = mounted.map(|script| format!("mounted {}", script.file.source.path()));
        let found: Vec<String> = copied.chain(mounted).collect();
        let root = if service.root_reason().is_some() {
            " as root"
        } else {
            ""
        };
        format!("{}{root}", found.join(", "))
    }

    #[test]
    fn scripts_of_services() {
        for (keys, expected) in [
            ("build: .", ""),
            ("build: ., entrypoint: ./other.sh", "other.sh as root"),
            ("build: ., entrypoint: ['tini', '--', '/app/start.sh']", "start.sh"),
            ("build: ., command: ./other.sh", ""),
            ("build: ., volumes: ['./mounted:/mounted']", ""),
            ("build: ., volumes: ['.:/app']", "mounted start.sh"),
            (
                "build: ., entrypoint: /app/run, volumes: ['./mounted:/app']",
                "mounted mounted/run as root",
            ),
            ("build: ., entrypoint: ./other.sh, volumes: ['data:/app']", " as root"),
            (
                "image: 'python:3.13', entrypoint: sh /run, volumes: ['./mounted/run:/run']",
                "mounted mounted/run as root",
            ),
            (
                "image: 'python:3.13', entrypoint: /start.sh, volumes: ['./start.sh:/start.sh']",
                "mounted start.sh",
            ),
        ] {
            assert_eq!(scripts(keys), expected, "{keys}");
        }
    }

    #[test]
    fn scripts_of_what_another_service_builds() {
        for (folder, keys, expected) in [
            ("on", "", ""),
            ("on", "entrypoint: ./other.sh", "other.sh"),
            ("on", "command: ./other.sh", ""),
            ("on", "volumes: ['.:/app']", "mounted start.sh"),
            ("by", "entrypoint: /run.sh", "other.sh as root"),
            ("by", "entrypoint: /other.sh", " as root"),
        ] {
            let build = format!("build: {{context: {folder}, additional_contexts: {{base: 'service:base'}}}}, {keys}");
            assert_eq!(scripts(&build), expected, "{build}");
        }
    }
}
