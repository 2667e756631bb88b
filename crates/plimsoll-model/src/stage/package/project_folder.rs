//! The folders of a project into which its dependencies are installed: `node_modules`, `vendor`, `.venv`.

use plimsoll_syntax::dockerfile::{Kind, Word};

use crate::base::path::{absolute, file_name, folder};
use crate::command::Invocation;
use crate::command::package::{DEPENDENCY_FOLDERS, dependency_folder, project_install};
use crate::stage::copy::Placed;
use crate::view::{Instruction, Stage};

/// A folder of dependencies in an image.
#[derive(Clone, Debug)]
pub struct ProjectFolder {
    /// `/app/node_modules`
    pub path: String,
    /// What fills it: `npm ci`, or `COPY`.
    pub title: String,
    /// The index of the instruction that fills it.
    pub instruction: usize,
}

/// A folder of dependencies in an image over which that of the host is copied.
#[derive(Clone, Debug)]
pub struct OverwrittenFolder<'a> {
    pub folder: ProjectFolder,
    /// The source that is the whole context.
    pub source: &'a Word,
}

/// Variables that say where a tool installs.
const ELSEWHERE: [&str; 5] = [
    "COMPOSER_VENDOR_DIR",
    "NODE_PATH",
    "NPM_CONFIG_PREFIX",
    "UV_PROJECT_ENVIRONMENT",
    "npm_config_prefix",
];

impl<'a> Stage<'a> {
    /// The folders of dependencies that its image surely has, filled by the stages that it is built from
    /// and by its own steps. A folder that a later step moves or removes is left out.
    pub fn project_folders(self) -> Vec<ProjectFolder> {
        let mut chain: Vec<Stage<'a>> = self.ancestors().collect();
        chain.reverse();
        let mut found: Vec<ProjectFolder> = Vec::new();
        for stage in chain {
            let mut folder = stage.first_workdir();
            for instruction in stage.instructions() {
                match instruction.node().kind {
                    Kind::Workdir => folder = instruction.folder_after(folder),
                    Kind::Run => {
                        found.retain(|known| !instruction.takes_away(known));
                        let installed = folder.as_deref().and_then(|folder| instruction.installs_into(folder));
                        found.extend(installed);
                    }
                    _ => {}
                }
            }
            found.extend(stage.copied_folders());
        }
        found
    }

    /// The folders of dependencies that a copy of the whole context overwrites with those of the host.
    pub fn overwritten_folders(self) -> Vec<OverwrittenFolder<'a>> {
        let [context] = &self.dockerfile().contexts().known[..] else {
            return Vec::new();
        };
        let enters = |name: &str| {
            let mut folders = context.dependency_folders.iter();
            folders.any(|folder| folder.name == name) && context.leaves_out(name).is_none()
        };
        let copies: Vec<Placed<'a>> = self.placed().filter(|placed| is_source_of_all(placed)).collect();
        if copies.is_empty() {
            return Vec::new();
        }
        let installed = self.project_folders();
        let overwritten = copies.iter().filter_map(|placed| {
            let mut before = installed
                .iter()
                .filter(|own| own.instruction < placed.instruction.index());
            let own = before.find(|own| folder(&own.path) == placed.path && enters(file_name(&own.path)))?;
            Some(OverwrittenFolder {
                folder: own.clone(),
                source: placed.source,
            })
        });
        overwritten.collect()
    }

    /// The folders of dependencies that come from other stages.
    fn copied_folders(self) -> impl Iterator<Item = ProjectFolder> {
        let copied = self.placed().filter(|placed| {
            placed.instruction.node().flag("from").is_some()
                && DEPENDENCY_FOLDERS.iter().any(|(name, _)| *name == placed.name)
                && file_name(placed.path) == placed.name
        });
        copied.map(|placed| ProjectFolder {
            path: placed.path.to_owned(),
            title: "COPY".to_owned(),
            instruction: placed.instruction.index(),
        })
    }
}

impl Instruction<'_> {
    /// The folder that it fills, run in a folder of the image.
    fn installs_into(self, folder: &str) -> Option<ProjectFolder> {
        if self.changes_folder() {
            return None;
        }
        let mut found = None;
        for step in self.steps() {
            let Some(install) = project_install(step.argv()).filter(|_| !names_folder(&step)) else {
                continue;
            };
            let name = dependency_folder(install.tool)?;
            if install.tool == "yarn" && self.may_have_yarn_settings() {
                return None;
            }
            if ELSEWHERE.iter().any(|name| self.variable_of(&step, name).is_some()) {
                return None;
            }
            let path = absolute(name, folder);
            let kept = self.mount_flags().next().is_none() || !self.keeps_out_of_layer(&path);
            found = found.or(kept.then_some(ProjectFolder {
                path,
                title: install.title,
                instruction: self.index(),
            }));
        }
        found.filter(|found| !self.takes_away(found))
    }

    /// Whether Yarn may be told to install elsewhere: settings lie in the context, or are copied.
    fn may_have_yarn_settings(self) -> bool {
        let contexts = &self.dockerfile().contexts().known;
        let mut placed = self.stage().into_iter().flat_map(Stage::placed);
        contexts.iter().any(|context| context.has_yarn_settings)
            || placed.any(|placed| placed.name.starts_with('*') || placed.name.contains("yarnrc"))
    }

    /// Whether its programs run in another folder than the one in force.
    pub(in crate::stage) fn changes_folder(self) -> bool {
        self.steps().any(|step| matches!(step.name, "cd" | "pushd"))
    }

    /// Whether it moves, links or removes a folder.
    fn takes_away(self, known: &ProjectFolder) -> bool {
        let name = file_name(&known.path);
        self.steps().any(|step| {
            matches!(step.name, "mv" | "rm" | "ln" | "cp" | "rsync")
                && step.arguments().iter().any(|word| word.text.contains(name))
        })
    }
}

fn is_source_of_all(placed: &Placed<'_>) -> bool {
    let all = placed.instruction.source_of_all();
    all.is_some_and(|source| source.span == placed.source.span)
}

/// Whether a command names the folder that it works in.
pub(super) fn names_folder(step: &Invocation<'_>) -> bool {
    let words = || step.arguments().iter().map(|word| word.text);
    words().any(|word| matches!(word, "--prefix" | "--cwd" | "-C" | "--dir" | "-d" | "--project"))
        || words().any(|word| word.contains("working-dir") || word.contains("--prefix=") || word.contains("-path"))
}

#[cfg(test)]
mod tests {
    use crate::stage::tests::last_stage;

    fn folders(text: &str) -> Vec<String> {
        last_stage(text, |stage| {
            stage.project_folders().into_iter().map(|found| found.path).collect()
        })
    }

    #[test]
    fn tools_fill_the_folder_that_they_run_in() {
        for (lines, expected) in [
            ("WORKDIR /app\nRUN npm ci", &["/app/node_modules"][..]),
            ("WORKDIR /app\nRUN npm ci && npm run build", &["/app/node_modules"]),
            (
                "WORKDIR /srv\nWORKDIR web\nRUN composer install --no-dev",
                &["/srv/web/vendor"],
            ),
            ("WORKDIR /app\nRUN cd web && npm ci", &[]),
            ("WORKDIR /app\nRUN npm --prefix web ci", &[]),
            ("WORKDIR /app\nRUN npm install -g serve", &[]),
            ("WORKDIR /app\nRUN npm ci && mv node_modules /", &[]),
            ("WORKDIR /app\nRUN npm ci\nRUN rm -rf node_modules", &[]),
            (
                "WORKDIR /app\nRUN --mount=type=cache,target=/app/node_modules npm ci",
                &[],
            ),
            ("ENV UV_PROJECT_ENVIRONMENT=/venv\nWORKDIR /app\nRUN uv sync", &[]),
            ("WORKDIR ${X}\nRUN npm ci", &[]),
            ("WORKDIR /app\nCOPY package.json *yarn* ./\nRUN yarn", &[]),
        ] {
            assert_eq!(folders(&format!("FROM node:22\n{lines}\n")), expected, "{lines}");
        }
    }

    #[test]
    fn a_folder_may_come_from_another_stage() {
        let text = "FROM node:22 AS deps\nWORKDIR /d\nRUN npm ci\nFROM node:22\nWORKDIR /app\n\
                    COPY --from=deps /d/node_modules ./node_modules\n";
        assert_eq!(folders(text), ["/app/node_modules"]);
        let base = "FROM node:22 AS base\nWORKDIR /app\nRUN npm ci\nFROM base\nCMD [\"node\", \"x.js\"]\n";
        assert_eq!(folders(base), ["/app/node_modules"]);
    }
}
