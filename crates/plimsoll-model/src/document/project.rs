//! The ways in which the projects of a run are started, each with its merged files.

use std::sync::Arc;

use plimsoll_syntax::{FileId, SyntaxError};

use crate::base::Data;
use crate::base::path::{file_name, folder};
use crate::environment::Verdict;
use crate::view::{ComposeFile, Dockerfile, Service};
use crate::workspace::Workspace;

/// A way to start a project, and its result.
pub struct Model<'a> {
    /// Its files, as they would be named after `-f`, with ` + ` between them.
    pub name: Arc<str>,
    /// The folder of the project, as people read it.
    pub directory: &'a str,
    /// Every file that is part of it, the base first.
    pub files: Vec<FileId>,
    /// What the rules see.
    pub compose: ComposeFile<'a>,
    pub verdict: &'a Verdict,
    /// The merged files.
    pub data: &'a Data,
    /// Why Compose would refuse them.
    pub errors: Vec<&'a SyntaxError>,
}

impl<'a> Model<'a> {
    /// The Dockerfiles that its services build, each once.
    pub fn dockerfiles(&self) -> Vec<Dockerfile<'a>> {
        let mut built: Vec<Dockerfile<'a>> = self.compose.services().filter_map(Service::dockerfile).collect();
        built.sort_by_key(|dockerfile| dockerfile.index);
        built.dedup_by_key(|dockerfile| dockerfile.index);
        built
    }
}

impl Workspace {
    /// The models of all projects of the run, in the order of their bases. None unless the workspace
    /// was loaded [with them](Options::with_models).
    pub fn models(&self) -> Vec<Model<'_>> {
        let alone = self.projects.alone.iter().map(|&index| {
            let source = &self.compose_facts(index).yaml.source;
            (index, file_name(source.path()).into(), vec![source.id()])
        });
        let merged = self.projects.variants.iter().map(|variant| {
            let name: Arc<str> = Arc::clone(&variant.name);
            (variant.compose, name, variant.files.clone())
        });
        let models = alone.chain(merged);
        let mut models: Vec<Model<'_>> = models
            .filter_map(|(index, name, files)| self.model(index, name, files))
            .collect();
        models.sort_by_key(|model| model.files[0]);
        models
    }

    fn model(&self, index: usize, name: Arc<str>, files: Vec<FileId>) -> Option<Model<'_>> {
        let compose = self.compose_facts(index);
        let written = files.iter().filter_map(|file| self.parsed.compose_of(*file));
        let written = written.flat_map(|index| &self.compose_facts(index).yaml.errors);
        Some(Model {
            name,
            directory: folder(compose.yaml.source.shown()),
            errors: written.chain(&compose.errors).collect(),
            files,
            compose: self.compose(index),
            verdict: self.verdict_of_compose(index),
            data: self.model_of(index)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::DataValue;
    use crate::environment::Environment;
    use crate::files::testing::Texts;
    use crate::files::{FileKind, Input};
    use crate::project::Options;

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
        let options = Options {
            with_models: true,
            ..Options::default()
        };
        let workspace = Workspace::load_with(inputs, &crate::sources::Sources::new(&FOLDER), None, &options);
        let models = workspace.models();
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
