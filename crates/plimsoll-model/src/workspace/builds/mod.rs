//! The builds of a Dockerfile that no service describes: those of the Bake files and dev containers
//! around it. They say from which folder it is built, which stage of it, and with which contexts besides.
//! They are read, and not judged.

mod bake;
mod dev_container;

use std::collections::{BTreeSet, HashMap};

use crate::base::Value;
use crate::base::path::{folder, is_absolute, join, upwards};
use crate::dockerfile::DockerfileFacts;
use crate::files::Files;

/// Stands for a target that comes from a variable, so that it may be any stage.
pub(crate) const ANY_STAGE: &str = "*";

/// How many folders above a Dockerfile are looked into.
const FOLDERS: usize = 4;

/// A longer file was not written by hand.
const MAX_LENGTH: usize = 1024 * 1024;

/// A build as a file describes it, before it is known which Dockerfile it is of.
#[derive(Clone, Debug)]
struct Described {
    /// Relative to where the build is started.
    context: Value<String>,
    /// Relative to the same; absent if it stands in the file itself.
    dockerfile: Option<Value<String>>,
    /// Absent for the last stage.
    target: Option<Value<String>>,
    /// The contexts besides, each with its name.
    contexts: Vec<(String, Value<String>)>,
    /// The names of the arguments that it sets; absent if there may be any others.
    arguments: Option<BTreeSet<String>>,
    /// Its result surely becomes an image with a name.
    is_image: bool,
    /// It is only there for others to build on.
    is_template: bool,
}

/// A build of one Dockerfile.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct OtherBuild {
    /// The folder that it takes its files from, if that is known.
    pub(crate) folder: Option<String>,
    /// The contexts besides: a name, and the folder if it surely is one.
    pub(crate) contexts: Vec<(String, Option<String>)>,
    /// The name of the stage that it makes an image of.
    pub(crate) image: Option<String>,
    /// The names of the arguments that it sets; absent if there may be any others.
    arguments: Option<BTreeSet<String>>,
}

/// What is known of a Dockerfile from the files around it.
#[derive(Clone, Debug, Default)]
pub(crate) struct OtherBuilds {
    pub(crate) builds: Vec<OtherBuild>,
    /// The names of stages that any build around it has for a target.
    pub(crate) stages: BTreeSet<String>,
}

/// The builds that the files of one folder describe, and where their paths begin.
struct InFolder {
    place: String,
    /// Whoever starts a build may do so from a folder above.
    may_start_above: bool,
    described: Vec<Described>,
}

/// For each Dockerfile, the builds that are described beside and above it.
pub(super) fn around(dockerfiles: &[&DockerfileFacts], files: &dyn Files) -> Vec<OtherBuilds> {
    let mut known: HashMap<String, Vec<InFolder>> = HashMap::new();
    let found = dockerfiles.iter().map(|facts| {
        let path = facts.tree.source.path();
        let mut found = OtherBuilds::default();
        for place in upwards(folder(path)).take(FOLDERS) {
            let in_folder = known.entry(place.to_owned()).or_insert_with(|| read(place, files));
            in_folder.iter().for_each(|described| found.add(described, path));
        }
        found
    });
    found.collect()
}

fn read(place: &str, files: &dyn Files) -> Vec<InFolder> {
    let text = |path: &str| {
        let bytes = files.read(path).filter(|bytes| bytes.len() <= MAX_LENGTH)?;
        Some(String::from_utf8_lossy(&bytes).into_owned())
    };
    let baked = InFolder {
        place: place.to_owned(),
        may_start_above: true,
        described: bake::described(place, &text),
    };
    let mut found = vec![baked];
    for path in dev_container::PATHS.map(|path| join(place, path)) {
        found.extend(text(&path).and_then(|text| {
            Some(InFolder {
                place: folder(&path).to_owned(),
                may_start_above: false,
                described: vec![dev_container::described(&path, &text)?],
            })
        }));
    }
    found.retain(|found| !found.described.is_empty());
    found
}

impl OtherBuild {
    /// Whether it may set an argument.
    pub(crate) fn may_pass(&self, name: &str) -> bool {
        self.arguments.as_ref().is_none_or(|names| names.contains(name))
    }
}

impl OtherBuilds {
    fn add(&mut self, found: &InFolder, dockerfile: &str) {
        for described in &found.described {
            if let Some(target) = &described.target {
                self.stages.insert(match target {
                    Value::Known(target) => target.clone(),
                    Value::Default(_) | Value::Unknown => ANY_STAGE.to_owned(),
                });
            }
            if described.is_template {
                continue;
            }
            let build = described.build_of(dockerfile, found);
            self.builds.extend(build.filter(|build| !self.builds.contains(build)));
        }
    }
}

impl Described {
    /// The build, if it is one of a Dockerfile.
    fn build_of(&self, dockerfile: &str, found: &InFolder) -> Option<OtherBuild> {
        let context = self.context.as_str();
        if context.likely().is_some_and(|context| !is_local(context)) {
            return None;
        }
        let path = self.dockerfile.as_ref()?.as_str().likely()?;
        let most = if found.may_start_above { FOLDERS } else { 1 };
        let start = upwards(&found.place)
            .take(most)
            .find(|start| join(start, path) == dockerfile)?;
        let contexts = self.contexts.iter().map(|(name, value)| {
            let value = value.as_str().known().filter(|value| is_local(value));
            (name.clone(), value.map(|value| join(start, value)))
        });
        Some(OtherBuild {
            contexts: contexts.collect(),
            arguments: self.arguments.clone(),
            image: (self.target.clone()).filter(|_| self.is_image).and_then(Value::known),
            folder: context.known().map(|context| join(start, context)),
        })
    }
}

/// Whether a context is a folder of the project, as far as its text tells.
pub(super) fn is_local(context: &str) -> bool {
    let has_scheme = context
        .split_once(':')
        .is_some_and(|(scheme, _)| scheme.len() > 1 && !scheme.contains('/'));
    !has_scheme && !is_absolute(context) && !context.starts_with(['~', '-', '\\']) && !context.contains('$')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::testing::Texts;
    use crate::files::{FileKind, Input};
    use crate::view::Subject;
    use crate::workspace::Workspace;
    use plimsoll_syntax::{FileId, SourceFile, dockerfile};
    use std::sync::Arc;

    /// What is known of a Dockerfile: the folders of its builds, its other contexts, and stages.
    fn known(path: &str, files: &[(&str, &str)]) -> String {
        let source = Arc::new(SourceFile::new(FileId(0), path, b"FROM a\n".to_vec()));
        let facts = DockerfileFacts::new(dockerfile::parse(&source));
        let found = around(&[&facts], &Texts(files)).remove(0);
        let builds = found.builds.iter().map(|build| {
            let contexts = build.contexts.iter();
            let contexts = contexts.map(|(name, folder)| format!(" {name}={}", folder.as_deref().unwrap_or("?")));
            format!(
                "[{}{}]",
                build.folder.as_deref().unwrap_or("?"),
                contexts.collect::<String>()
            )
        });
        let stages: Vec<&str> = found.stages.iter().map(String::as_str).collect();
        format!("{} {}", builds.collect::<String>(), stages.join(","))
            .trim()
            .to_owned()
    }

    #[test]
    fn bake_files_describe_builds() {
        for (path, text, expected) in [
            ("Dockerfile", "target \"a\" {}", "[]"),
            ("a/Dockerfile", "target \"a\" { context = \"a\" }", "[a]"),
            ("a/Dockerfile", "target \"a\" { dockerfile = \"a/Dockerfile\" }", "[]"),
            ("a/Dockerfile", "target \"a\" {}", ""),
            ("Dockerfile", "target \"a\" { dockerfile-inline = \"FROM a\" }", ""),
            (
                "Dockerfile",
                "target \"a\" { context = \"https://a.example/b.git\" }",
                "",
            ),
            (
                "Dockerfile",
                "variable \"D\" { default = \".\" }\ntarget \"a\" { context = D }",
                "[?]",
            ),
            ("Dockerfile", "target \"a\" {\n  target = \"b\"\n}", "[] b"),
            ("Dockerfile", "target \"a\" { target = T }", "[] *"),
            (
                "Dockerfile",
                "variable \"T\" { default = \"b\" }\ntarget \"a\" { target = \"x-${T}\" }",
                "[] *",
            ),
            (
                "Dockerfile",
                "target \"_c\" { target = \"b\" }\ntarget \"a\" { inherits = [\"_c\"] }",
                "[] b",
            ),
            (
                "Dockerfile",
                "target \"_c\" {\n contexts = {x = \"./x\", y = \"target:y\"}\n}\ntarget \"a\" {\n inherits = [\"_c\"]\n contexts = {\n  x = \"z\"\n }\n}",
                "[ x=z y=?]",
            ),
            (
                "Dockerfile",
                "target \"a\" {\n matrix = {t = [\"b\", \"c\"]}\n name = \"a-${t}\"\n target = t\n}",
                "[] b,c",
            ),
            (
                "Dockerfile",
                "target \"a\" {\n matrix = {i = [{n = \"b\", t = \"c\"}, {n = \"d\", t = \"e\"}]}\n target = \"${i.t}\"\n}",
                "[] c,e",
            ),
            (
                "Dockerfile",
                "target \"a\" {\n matrix = {i = split(\",\", ALL)}\n target = i\n}",
                "[] *",
            ),
            (
                "Dockerfile",
                "group \"g\" { targets = [\"c\"] }\ntarget \"c\" {}\ntarget \"a\" {\n inherits = [\"c\"]\n target = \"b\"\n}",
                "[] b",
            ),
            (
                "Dockerfile",
                "target \"c\" { target = \"d\" }\ntarget \"a\" {\n inherits = [\"c\"]\n target = \"b\"\n}",
                "[] b,d",
            ),
            ("Dockerfile", "target \"a\" { inherits = [\"a\", \"b\"] }", "*"),
            (
                "Dockerfile",
                "target \"a\" {\n context = null\n dockerfile = null\n target = null\n}",
                "[]",
            ),
            (
                "Dockerfile",
                "variable \"D\" { default = null }\ntarget \"a\" { context = D }",
                "",
            ),
            (
                "a/Dockerfile",
                "target \"_b\" { context = \"a\" }\ntarget \"c\" {\n inherits = [\"_b\"]\n context = null\n}",
                "[a]",
            ),
            (
                "b/Dockerfile",
                "target \"a\" {\n context = \"./a\"\n dockerfile = \"cwd://b/Dockerfile\"\n}",
                "[a]",
            ),
            (
                "Dockerfile",
                "target \"a\" {\n context = \"cwd://a\"\n dockerfile = \"cwd://Dockerfile\"\n contexts = {x = \"cwd://x\"}\n}",
                "[a x=x]",
            ),
            ("b/Dockerfile", "group \"default\" { targets = [\"b\"] }", ""),
        ] {
            assert_eq!(known(path, &[("docker-bake.hcl", text)]), expected, "{text}");
        }
    }

    #[test]
    fn bake_files_take_time_in_their_length() {
        let circle = "target \"a\" { inherits = [\"a\", \"a\", \"a\", \"a\", \"a\", \"a\"] }".to_owned();
        let circles = format!(
            "variable \"V\" {{ default = \"{}\" }}\ntarget \"a\" {{ context = V }}",
            "${V}".repeat(5)
        );
        let doubled = (0..60).map(|n| format!("variable \"V{n}\" {{ default = \"${{V{0}}}${{V{0}}}\" }}\n", n + 1));
        let doubled =
            doubled.collect::<String>() + "variable \"V60\" { default = \"a\" }\ntarget \"a\" { context = V0 }";
        let diamonds = (0..30).map(|n| format!("target \"a{n}\" {{ inherits = [\"a{0}\", \"a{0}\"] }}\n", n + 1));
        let diamonds = diamonds.collect::<String>() + "target \"a30\" { target = \"b\" }";
        let wide: String = (0..20_000).map(|n| format!("v{n} = [1]\n")).collect();
        let wide = format!("target \"a\" {{\n matrix = {{\n{wide}}}\n target = v1\n}}");
        for (text, expected) in [
            (circle, "*"),
            (circles, ""),
            (doubled, ""),
            (diamonds, "[] b"),
            (wide, "[] *"),
        ] {
            assert_eq!(known("Dockerfile", &[("docker-bake.hcl", &text)]), expected, "{text}");
        }
    }

    #[test]
    fn later_bake_files_win() {
        let files = [
            (
                "docker-bake.json",
                "{\"target\": {\"a\": {\"context\": \"a\", \"target\": \"b\"}}}",
            ),
            ("docker-bake.override.hcl", "target \"a\" { target = \"c\" }"),
        ];
        assert_eq!(known("a/Dockerfile", &files), "[a] c");
        // It may be started from the folder above.
        let files = [("ci/docker-bake.hcl", "target \"a\" { dockerfile = \"ci/Dockerfile\" }")];
        assert_eq!(known("ci/Dockerfile", &files), "[]");
    }

    #[test]
    fn dev_containers_describe_a_build() {
        let at = |path: &str, text: &str| known("app/Dockerfile", &[(path, text)]);
        let above = "{\n  // The image.\n  \"build\": {\"dockerfile\": \"../Dockerfile\", \"context\": \"..\", \"target\": \"dev\",},\n}";
        assert_eq!(at("app/.devcontainer/devcontainer.json", above), "[app] dev");
        assert_eq!(at("app/devcontainer.json", "{\"dockerFile\": \"Dockerfile\"}"), "[app]");
        assert_eq!(at("app/.devcontainer/devcontainer.json", "{\"image\": \"a\"}"), "");
        let at_top = "{\"build\": {\"dockerfile\": \"../app/Dockerfile\", \"context\": \"../app\"}}";
        assert_eq!(at(".devcontainer/devcontainer.json", at_top), "[app]");
        for (build, expected) in [
            ("\"context\": \"${localWorkspaceFolder}\"", "[app]"),
            ("\"context\": \"${localWorkspaceFolder}/web\"", "[app/web]"),
            ("\"context\": \"${localEnv:HOME}/web\"", "[?]"),
            ("\"context\": null, \"target\": null", "[app/.devcontainer]"),
            ("\"target\": \"${localEnv:T:dev}\"", "[app/.devcontainer] *"),
        ] {
            let text = format!("{{\"build\": {{\"dockerfile\": \"../Dockerfile\", {build}}}}}");
            assert_eq!(at("app/.devcontainer/devcontainer.json", &text), expected, "{build}");
        }
    }

    #[test]
    fn arguments_of_a_build_are_passed() {
        let passes = |path: &'static str, build: &'static str| {
            let input = Input {
                path: "Dockerfile".to_owned(),
                kind: FileKind::Dockerfile,
                bytes: b"ARG TAG\nFROM node:$TAG\n".to_vec(),
            };
            let workspace = Workspace::load(vec![input], &Texts(&[(path, build)]), None);
            let stage = workspace.subjects().find_map(|(_, subject)| match subject {
                Subject::Dockerfile(dockerfile) => dockerfile.stages().next(),
                Subject::Compose(..) => None,
            });
            stage.expect("a stage").has_image_arguments_passed()
        };
        for (bake, expected) in [
            ("", false),
            ("target \"a\" {}", false),
            ("target \"a\" { args = { TAG = \"22\" } }", true),
            ("target \"a\" { args = { TAG = T } }", true),
            ("target \"a\" { args = { OTHER = \"22\" } }", false),
            ("target \"a\" { args = { TAG = null } }", false),
            ("target \"a\" { args = all() }", true),
            (
                "target \"_b\" { args = { TAG = \"22\" } }\ntarget \"a\" { inherits = [\"_b\"] }",
                true,
            ),
            ("target \"a\" { args = { TAG = \"22\" } }\ntarget \"b\" {}", false),
        ] {
            assert_eq!(passes("docker-bake.hcl", bake), expected, "{bake}");
        }
        let dev_container = "{\"build\": {\"dockerfile\": \"Dockerfile\", \"args\": {\"TAG\": \"22\"}}}";
        assert!(passes("devcontainer.json", dev_container));
    }

    #[test]
    fn images_of_bake_files_are_shipped() {
        let is_shipped = |target: &str| {
            let input = Input {
                path: "Dockerfile".to_owned(),
                kind: FileKind::Dockerfile,
                bytes: b"FROM a AS app\nFROM a\n".to_vec(),
            };
            let bake =
                format!("target \"docker-metadata-action\" {{}}\ntarget \"b\" {{\n target = \"app\"\n {target}\n}}\n");
            let workspace = Workspace::load(vec![input], &Texts(&[("docker-bake.hcl", &bake)]), None);
            let stage = workspace.subjects().find_map(|(_, subject)| match subject {
                Subject::Dockerfile(dockerfile) => dockerfile.stages().next(),
                Subject::Compose(..) => None,
            });
            stage.expect("a stage").is_shipped()
        };
        for (target, expected) in [
            ("tags = [\"a:1.2\"]", true),
            ("tags = [\"a:${TAG}\"]", true),
            ("tags = tags()", true),
            ("inherits = [\"docker-metadata-action\"]", true),
            ("tags = [\"a:1.2\"]\n output = [\"type=registry\"]", true),
            // A check, a program in a folder, and who knows.
            ("", false),
            ("tags = []", false),
            ("output = [\"type=cacheonly\"]", false),
            ("tags = [\"a:1.2\"]\n output = [\"type=local,dest=./image\"]", false),
            ("tags = [\"a:1.2\"]\n output = OUTPUT", false),
            ("tags = [\"a:1.2\"]\n target = \"b\"", false),
        ] {
            assert_eq!(is_shipped(target), expected, "{target}");
        }
    }

    #[test]
    fn stages_of_bake_files_are_needed() {
        let text = "FROM a AS lint\nFROM a AS spare\nFROM a\n";
        let input = Input {
            path: "sub/Dockerfile".to_owned(),
            kind: FileKind::Dockerfile,
            bytes: text.as_bytes().to_vec(),
        };
        let bake = Texts(&[("docker-bake.hcl", "target \"a\" {\n  target = \"lint\"\n}\n")]);
        let workspace = Workspace::load(vec![input], &bake, None);
        let needed = workspace.subjects().find_map(|(_, subject)| match subject {
            Subject::Dockerfile(dockerfile) => Some(dockerfile.needed_stages()),
            Subject::Compose(..) => None,
        });
        assert_eq!(needed, Some(vec![true, false, true]));
    }
}
