//! A Compose file as rules see it: with its services, and the files that it was merged from.

use std::ops::Deref;

use plimsoll_syntax::{SourceFile, Span};

use super::{ComposeFile, Service};
use crate::base::Data;
use crate::base::path::folder;
use crate::compose::Compose;
use crate::environment::Verdict;
use crate::project::{CommittedSecret, MissingFile, UndefinedVariable};
use crate::workspace::Workspace;

impl<'a> ComposeFile<'a> {
    /// The facts of the file.
    pub fn facts(self) -> &'a Compose {
        self.workspace.compose_facts(self.index)
    }

    /// Its services, in the order of the file.
    pub fn services(self) -> impl ExactSizeIterator<Item = Service<'a>> {
        (0..self.facts().services.len()).map(move |index| Service { compose: self, index })
    }

    /// Whether it makes a dev container: it lies in a folder `.devcontainer`.
    pub fn is_of_dev_container(self) -> bool {
        folder(self.source().path())
            .split('/')
            .any(|name| name == ".devcontainer")
    }

    /// What the file is for, and why.
    pub fn verdict(self) -> &'a Verdict {
        self.workspace.verdict_of_compose(self.index)
    }

    /// Its file; for a variant, its base.
    pub fn source(self) -> &'a SourceFile {
        &self.facts().yaml.source
    }

    /// The file of a place.
    pub fn source_of(self, span: Span) -> &'a SourceFile {
        self.facts().yaml.source_of(span)
    }

    /// The files that it was merged from, for what each of them says by itself.
    pub fn parts(self) -> Vec<ComposeFile<'a>> {
        match self.workspace.projects.variant_of(self.index) {
            Some(variant) => {
                let files = variant.files.iter();
                files.filter_map(|&file| self.workspace.compose_of(file)).collect()
            }
            None => vec![self],
        }
    }

    /// The merged files as data, if the workspace was loaded [with them](crate::project::Options::with_models).
    pub fn model(self) -> Option<&'a Data> {
        self.workspace.model_of(self.index)
    }

    /// The files of the run.
    pub fn workspace(self) -> &'a Workspace {
        self.workspace
    }

    /// The variables that Compose replaces with nothing, each once. Empty if nothing is known about
    /// the source of values: no `.env`, no template of one.
    pub fn undefined_variables(self) -> &'a [UndefinedVariable] {
        self.workspace.env.undefined.get(&self.index).map_or(&[], Vec::as_slice)
    }

    /// The files that the project uses as secrets and that version control holds.
    pub fn committed_secrets(self) -> &'a [CommittedSecret] {
        self.workspace
            .committed_secrets
            .get(&self.index)
            .map_or(&[], Vec::as_slice)
    }

    /// The files that the project needs but that do not exist.
    pub fn missing_files(self) -> &'a [MissingFile] {
        self.workspace.missing_files.get(&self.index).map_or(&[], Vec::as_slice)
    }
}

impl Deref for ComposeFile<'_> {
    type Target = Compose;

    fn deref(&self) -> &Compose {
        self.facts()
    }
}

#[cfg(test)]
mod tests {
    use crate::files::testing::Texts;
    use crate::files::{FileKind, Input};
    use crate::project::Need;
    use crate::view::Subject;
    use crate::workspace::Workspace;

    /// The sources of mounts that are not there.
    fn missing(mounts: &str, files: &[(&str, &str)]) -> Vec<String> {
        let input = Input {
            path: "app/compose.yaml".to_owned(),
            kind: FileKind::Compose,
            bytes: format!("services: {{a: {{image: x, volumes: [{mounts}]}}}}\n").into_bytes(),
        };
        let workspace = Workspace::load(vec![input], &Texts(files), None);
        let Some((_, Subject::Compose(compose, _))) = workspace.subjects().next() else {
            panic!("a Compose file");
        };
        let missing = compose.missing_files().iter();
        let missing = missing.filter(|file| matches!(file.need, Need::MountedFile | Need::MountedFolder));
        missing.map(|file| file.path.to_string()).collect()
    }

    #[test]
    fn sources_of_mounts_may_be_missing() {
        let files = [
            (".gitignore", "*.log\n"),
            ("app/there.conf", "#"),
            ("app/README.md", "#"),
            ("shared/above.conf", "#"),
        ];
        for (mounts, expected) in [
            ("'./a.conf:/etc/a.conf', './a.conf:/etc/b.conf'", &["./a.conf"][..]),
            ("'./pages:/srv:ro', './data:/data'", &["./pages"]),
            ("'./sql:/docker-entrypoint-initdb.d'", &["./sql"]),
            ("'./pages:/srv:ro', './pages:/made'", &[]),
            ("'./out/pages:/srv:ro', './out/a.conf:/etc/a.conf', './out:/out'", &[]),
            (
                "'./a.conf:/etc/a.conf:ro', './a.conf:/etc/b.conf', '.:/app'",
                &["./a.conf"],
            ),
            (
                "{type: bind, source: ./a.conf, target: /etc/a.conf, bind: {create_host_path: false}}",
                &[],
            ),
            ("'./there.conf:/etc/a.conf'", &[]),
            ("'./shared/above.conf:/etc/a.conf'", &[]),
            ("'./certs/site.conf:/etc/site.conf'", &[]),
            ("'${DIR}/a.conf:/etc/a.conf', '/srv/a.conf:/etc/a.conf'", &[]),
        ] {
            assert_eq!(missing(mounts, &files), expected, "{mounts}");
        }
        assert!(
            missing("'./a.conf:/etc/a.conf'", &files[..1]).is_empty(),
            "the rest was not given"
        );
        assert!(
            missing("'./a.conf:/etc/a.conf'", &files[1..]).is_empty(),
            "nothing says what is kept"
        );
    }
}
