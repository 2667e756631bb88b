//! The result of each way to start a project: the merged files in the form that `docker compose
//! config` prints, each value with its place.
//!
//! The contents of `env_file` stay in their files: they are the values of one machine, and often
//! secret. Masking the secrets of the Compose files themselves is left to the caller.

use std::sync::Arc;

use plimsoll_syntax::{FileId, SyntaxError};

use super::Workspace;
use crate::base::path::{file_name, folder};
use crate::compose::canonical::{Canonical, Data, render};
use crate::compose::{Compose, or_project_name};
use crate::environment::Verdict;
use crate::files::Files;
use crate::project::{Options, Variables};

/// A way to start a project, and its result.
pub struct Model<'a> {
    /// Its files, as they would be named after `-f`, with ` + ` between them.
    pub name: Arc<str>,
    /// The folder of the project.
    pub directory: &'a str,
    /// Every file that is part of it, the base first.
    pub files: Vec<FileId>,
    pub verdict: &'a Verdict,
    /// The merged files.
    pub data: Data,
    /// Why Compose would refuse them.
    pub errors: Vec<&'a SyntaxError>,
}

impl Workspace {
    /// The models of all projects of the run, in the order of their bases. `files` and `options`
    /// are those with which the workspace was loaded.
    pub fn models(&self, files: &dyn Files, options: &Options) -> Vec<Model<'_>> {
        let variables = Variables::new(&options.variables, files);
        let alone = self.projects.alone.iter().map(|&index| {
            let source = &self.compose_facts(index).yaml.source;
            (index, file_name(source.path()).into(), vec![source.id()])
        });
        let merged = self.projects.variants.iter().map(|variant| {
            let name: Arc<str> = Arc::clone(&variant.name);
            (variant.compose, name, variant.files.clone())
        });
        let mut models: Vec<Model<'_>> = alone
            .chain(merged)
            .map(|(index, name, files)| self.model(index, name, files, &variables, options))
            .collect();
        models.sort_by_key(|model| model.files[0]);
        models
    }

    fn model(
        &self,
        index: usize,
        name: Arc<str>,
        files: Vec<FileId>,
        variables: &Variables<'_>,
        options: &Options,
    ) -> Model<'_> {
        let compose = self.compose_facts(index);
        let directory = folder(compose.yaml.source.path());
        let lookup = variables.lookup(directory);
        let project = compose.name.as_ref().and_then(|name| name.value.likely());
        let data = render(
            &compose.yaml,
            &Canonical {
                variables: &|file, name| or_project_name(lookup(name, env_files(compose, file)), name, project),
                directory: &|span| compose.directory_of(span).map(str::to_owned),
                env_file: &|_| None,
                profiles: Some(&options.profiles[..]).filter(|profiles| !profiles.is_empty()),
                normalize: true,
            },
        );
        let written = files.iter().filter_map(|file| self.parsed.compose_of(*file));
        let written = written.flat_map(|index| &self.compose_facts(index).yaml.errors);
        Model {
            name,
            directory,
            errors: written.chain(&compose.errors).collect(),
            files,
            verdict: self.verdict_of_compose(index),
            data,
        }
    }
}

/// The files that `include` adds for the variables of a file.
fn env_files(compose: &Compose, file: FileId) -> &[String] {
    let part = compose.files.iter().find(|part| part.source.id() == file);
    part.map_or(&[], |part| &part.env_files)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compose::canonical::DataValue;
    use crate::environment::Environment;
    use crate::files::testing::Texts;
    use crate::files::{FileKind, Input};

    const FOLDER: Texts<'_> = Texts(&[("app/.env", "TAG=1.2\nDB_PASSWORD=Vw3-blue-Harbour\n")]);

    #[test]
    fn each_way_to_start_a_project_has_a_model() {
        let input = |path: &str, text: &str| Input {
            path: path.to_owned(),
            kind: FileKind::Compose,
            bytes: text.as_bytes().to_vec(),
        };
        let base = "services:\n  web: {image: 'shop:${TAG}', environment: ['P=${DB_PASSWORD}'], env_file: more}\n";
        let inputs = vec![
            input("app/compose.yaml", base),
            input("app/compose.dev.yaml", "services:\n  web: {volumes: ['.:/app']}\n"),
            input("other/compose.yaml", "services: {web: {image: shop}}\n"),
        ];
        let options = Options::default();
        let workspace = Workspace::load_with(inputs, &crate::sources::Sources::new(&FOLDER), None, &options);
        let models = workspace.models(&FOLDER, &options);
        let names: Vec<(&str, Environment)> = models.iter().map(|m| (&*m.name, m.verdict.environment)).collect();
        assert_eq!(
            names,
            [
                ("compose.yaml", Environment::Production),
                ("compose.yaml + compose.dev.yaml", Environment::Development),
                ("compose.yaml", Environment::Production),
            ]
        );
        let web = models[1].data.get("services").and_then(|services| services.get("web"));
        let web = web.expect("the service is there");
        let text = |key: &str| web.get(key).and_then(Data::as_str);
        assert_eq!(text("image"), Some("shop:1.2"));
        let password = web.get("environment").and_then(|pairs| pairs.get("P"));
        assert_eq!(password.and_then(Data::as_str), Some("${DB_PASSWORD}"));
        let mounts = web.get("volumes").map(|volumes| &volumes.value);
        let Some(DataValue::List(mounts)) = mounts else {
            panic!("there are mounts")
        };
        assert_eq!(mounts[0].get("source").and_then(Data::as_str), Some("app"));
        assert_eq!(mounts[0].origin.file, FileId(1));
        assert!(models.iter().all(|model| model.errors.is_empty()));
    }
}
