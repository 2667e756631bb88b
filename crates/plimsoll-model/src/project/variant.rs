//! A way in which a project is started, with its files merged.

use std::collections::HashMap;
use std::sync::Arc;

use plimsoll_syntax::{FileId, Span};
use rayon::prelude::*;

use super::Options;
use super::named_file::References;
use super::plan::{Planned, plan};
use super::variables::Variables;
use crate::base::path::folder;
use crate::compose::interpolation::Lookup;
use crate::compose::merge::{Extension, Merged};
use crate::compose::{Compose, merge};
use crate::environment::Verdict;
use crate::workspace::{Subject, Workspace};

/// A way in which a project is started.
pub(crate) struct Variant {
    /// The merged model, among the Compose files of the workspace.
    pub(crate) compose: usize,
    /// Its files, as they would be named after `-f`.
    pub(crate) name: Arc<str>,
    /// Every file that is part of it.
    pub(crate) files: Vec<FileId>,
    /// The only file that it is judged for.
    pub(crate) only: Option<FileId>,
    /// Which service extends which.
    pub(crate) extensions: Vec<Extension>,
    /// The Dockerfiles in it.
    pub(crate) inline: Vec<usize>,
}

/// A variant as the engine sees it.
#[derive(Clone)]
pub struct VariantView<'a> {
    /// The merged model and the Dockerfiles in it.
    pub subject: Subject<'a>,
    /// Its files, as they would be named after `-f`, with ` + ` between them.
    pub name: &'a Arc<str>,
    /// Every file that is part of it.
    pub files: &'a [FileId],
    /// The only file that it is judged for; all, if absent.
    pub only: Option<FileId>,
    pub verdict: &'a Verdict,
    variant: &'a Variant,
    compose: &'a Compose,
}

impl VariantView<'_> {
    /// Whether it is judged for a file.
    pub fn judges(&self, file: FileId) -> bool {
        match self.only {
            Some(only) => only == file,
            None => self.files.contains(&file),
        }
    }

    /// Related places in other files: the value that this one replaces, and the `extends` through
    /// which it got here.
    pub fn related(&self, span: Span) -> Vec<(Span, &'static str)> {
        let replaced = self.compose.yaml.replaced(span).iter();
        let elsewhere = replaced.filter(|old| old.file != span.file);
        let mut related: Vec<(Span, &'static str)> = elsewhere.map(|old| (*old, "it replaces this")).collect();
        let in_file = self.variant.extensions.iter().filter(|taken| {
            taken.base.file == span.file && taken.extends.file != span.file && taken.base.start <= span.start
        });
        if let Some(nearest) = in_file.max_by_key(|taken| taken.base.start) {
            related.push((nearest.extends, "taken over here"));
        }
        related
    }
}

impl Workspace {
    /// Finds the variants of the run and merges their files. The Compose files of the inputs come
    /// first, then the files that others name.
    pub(crate) fn find_variants(
        &mut self,
        inputs: usize,
        references: &References,
        variables: &Variables<'_>,
        options: &Options,
    ) {
        let plan = plan(self, inputs, references, variables, options);
        self.alone = plan.alone;
        let merged: Vec<(Compose, Variant, Verdict)> = plan
            .variants
            .into_par_iter()
            .map(|planned| self.merge(planned, references, variables, options))
            .collect();
        for (compose, mut variant, verdict) in merged {
            variant.compose = self.composes.len();
            self.composes.push(compose);
            self.verdicts.composes.push(verdict);
            self.variants.push(variant);
        }
        self.settle_verdicts(inputs);
    }

    fn merge(
        &self,
        planned: Planned,
        references: &References,
        variables: &Variables<'_>,
        options: &Options,
    ) -> (Compose, Variant, Verdict) {
        let composes: Vec<&Compose> = planned.chain.iter().map(|&index| &self.composes[index]).collect();
        let layers: Vec<_> = composes.iter().map(|compose| Arc::clone(&compose.yaml)).collect();
        let directory = folder(layers[0].source.path());
        let lookup = variables.lookup(directory);
        let lookup: &dyn Fn(&str, &[String]) -> Lookup = &lookup;
        let load = |path: &str| references.get(path).map(|index| Arc::clone(&self.composes[index].yaml));
        let merged: Merged = merge::merge(&merge::Project {
            layers: &layers,
            directory,
            load: &load,
            variables: lookup,
        });
        let last = layers.last().map(|yaml| yaml.source.id());
        let variant = Variant {
            compose: 0,
            name: name(
                &layers.iter().map(|yaml| yaml.source.path()).collect::<Vec<_>>(),
                directory,
            ),
            files: merged.files.iter().map(|file| file.source.id()).collect(),
            only: last.filter(|_| planned.is_feature),
            extensions: merged.extensions.clone(),
            inline: Vec::new(),
        };
        let mut compose = merged.read(lookup);
        if !options.profiles.is_empty() {
            compose.keep_profiles(&options.profiles);
        }
        (compose, variant, planned.verdict)
    }

    /// A file about which nobody said anything is for what its variants are for.
    fn settle_verdicts(&mut self, inputs: usize) {
        let mut judged_in: HashMap<FileId, Vec<&Verdict>> = HashMap::new();
        for variant in &self.variants {
            let verdict = &self.verdicts.composes[variant.compose];
            for file in variant
                .files
                .iter()
                .filter(|file| variant.only.is_none_or(|only| only == **file))
            {
                judged_in.entry(*file).or_default().push(verdict);
            }
        }
        let settled = (0..inputs).filter_map(|index| {
            let verdicts = judged_in.get(&self.composes[index].yaml.source.id())?;
            let first = verdicts.first()?;
            let agree = verdicts.iter().all(|verdict| verdict.environment == first.environment);
            let is_open = self.verdicts.composes[index].reason.is_assumed();
            (agree && is_open).then(|| (index, (*first).clone()))
        });
        for (index, verdict) in settled.collect::<Vec<_>>() {
            self.verdicts.composes[index] = verdict;
        }
    }

    /// The ways in which the projects of the run are started.
    pub fn variants(&self) -> impl Iterator<Item = VariantView<'_>> {
        self.variants.iter().map(|variant| VariantView {
            subject: Subject::Compose(
                self.compose(variant.compose),
                variant.inline.iter().map(|&index| self.dockerfile(index)).collect(),
            ),
            name: &variant.name,
            files: &variant.files,
            only: variant.only,
            verdict: &self.verdicts.composes[variant.compose],
            variant,
            compose: &self.composes[variant.compose],
        })
    }
}

/// The files as they would be named from the folder of the base.
fn name(paths: &[&str], directory: &str) -> Arc<str> {
    let short = |path: &&str| {
        let below = path.strip_prefix(directory).map(|rest| rest.trim_start_matches('/'));
        below.filter(|rest| !rest.is_empty()).unwrap_or(path).to_owned()
    };
    let names: Vec<String> = paths.iter().map(short).collect();
    names.join(" + ").into()
}

#[cfg(test)]
mod tests;
