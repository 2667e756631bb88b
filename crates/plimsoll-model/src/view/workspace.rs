//! The views that a workspace gives.

use plimsoll_syntax::FileId;

use super::{ComposeFile, Dockerfile, EnvFileView, Service, Subject, VariantView};
use crate::project::Document;
use crate::workspace::Workspace;

impl Workspace {
    /// The files to be judged, in the order of the input.
    pub fn subjects(&self) -> impl Iterator<Item = (FileId, Subject<'_>)> {
        self.parsed.documents.iter().map(|&(file, document)| {
            let subject = match document {
                Document::Dockerfile(index) => Subject::Dockerfile(self.dockerfile(index)),
                Document::Compose(index) => self.subject(index),
            };
            (file, subject)
        })
    }

    /// The files of the input that are judged by themselves, in the order of the input. The others
    /// are judged in the [variants](Self::variants) that they are part of.
    pub fn alone(&self) -> impl Iterator<Item = (FileId, Subject<'_>)> {
        let is_alone = |subject: &Subject<'_>| match subject {
            Subject::Dockerfile(_) => true,
            Subject::Compose(compose, _) => self.projects.alone.binary_search(&compose.index).is_ok(),
        };
        self.subjects().filter(move |(_, subject)| is_alone(subject))
    }

    /// The ways in which the projects of the run are started.
    pub fn variants(&self) -> impl Iterator<Item = VariantView<'_>> {
        self.projects.variants.iter().map(|variant| VariantView {
            subject: self.subject(variant.compose),
            name: &variant.name,
            files: &variant.files,
            only: variant.only,
            verdict: self.verdict_of_compose(variant.compose),
            variant,
            compose: self.compose_facts(variant.compose),
        })
    }

    /// The environment files that the projects of the run read.
    pub fn env_files(&self) -> impl Iterator<Item = (FileId, EnvFileView<'_>)> {
        let files = self.env.files.iter();
        files.map(|facts| (facts.source.id(), EnvFileView { workspace: self, facts }))
    }

    /// A Compose file that is part of a variant, by itself.
    pub fn compose_of(&self, file: FileId) -> Option<ComposeFile<'_>> {
        let index = self.parsed.compose_of(file)?;
        Some(self.compose(index))
    }

    /// The Compose files of the input that stand directly in a folder.
    pub(crate) fn composes_in(&self, folder: &str) -> impl Iterator<Item = ComposeFile<'_>> {
        let indexes = self.parsed.composes_in(folder).iter();
        indexes.map(|&index| self.compose(index))
    }

    pub(crate) fn dockerfile(&self, index: usize) -> Dockerfile<'_> {
        Dockerfile { workspace: self, index }
    }

    pub(crate) fn compose(&self, index: usize) -> ComposeFile<'_> {
        ComposeFile { workspace: self, index }
    }

    pub(crate) fn service(&self, compose: usize, index: usize) -> Service<'_> {
        let compose = self.compose(compose);
        Service { compose, index }
    }

    /// A Compose file or model, with the Dockerfiles that stand in it.
    fn subject(&self, compose: usize) -> Subject<'_> {
        let inline = self.links.inline_in(compose).iter();
        let inline = inline.map(|&index| self.dockerfile(index)).collect();
        Subject::Compose(self.compose(compose), inline)
    }
}
