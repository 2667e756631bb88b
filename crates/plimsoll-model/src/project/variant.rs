//! The second phase: the ways in which the projects of a run are started, each with its files merged.

use std::collections::HashMap;
use std::sync::Arc;

use plimsoll_syntax::FileId;
use rayon::prelude::*;

use super::Options;
use super::parsed::Parsed;
use super::plan::{Plan, Planned};
use super::variables::Variables;
use crate::base::path::folder;
use crate::compose::interpolation::Lookup;
use crate::compose::merge::{Extension, Merged};
use crate::compose::{Compose, merge};
use crate::environment::{Environment, Reason, Verdict, of_content};

/// The projects of a run.
pub(crate) struct Projects {
    /// The Compose files that are judged as they stand, in order.
    pub(crate) alone: Vec<usize>,
    /// In the order of their merged models.
    pub(crate) variants: Vec<Variant>,
    /// What each Compose file and each merged model is for.
    pub(crate) verdicts: Vec<Verdict>,
    /// The models of the variants. Their places follow those of the files that were parsed.
    merged: Vec<Compose>,
}

/// A way in which a project is started.
pub(crate) struct Variant {
    /// The merged model, among the Compose files of the run.
    pub(crate) compose: usize,
    /// Its files, as they would be named after `-f`.
    pub(crate) name: Arc<str>,
    /// Every file that is part of it.
    pub(crate) files: Vec<FileId>,
    /// The only file that it is judged for.
    pub(crate) only: Option<FileId>,
    /// Which service extends which.
    pub(crate) extensions: Vec<Extension>,
}

impl Projects {
    /// Finds the variants of the run and merges their files. `verdicts` say what each Compose file is
    /// for, taken for itself.
    pub(crate) fn find(parsed: &Parsed, verdicts: Vec<Verdict>, variables: &Variables<'_>, options: &Options) -> Self {
        let plan = Plan::of(parsed, &verdicts, variables, options);
        let merged: Vec<(Compose, Variant, Verdict)> = plan
            .variants
            .into_par_iter()
            .map(|planned| merge_files(parsed, planned, variables, options))
            .collect();
        let mut projects = Self {
            alone: plan.alone,
            variants: Vec::with_capacity(merged.len()),
            verdicts,
            merged: Vec::with_capacity(merged.len()),
        };
        for (compose, mut variant, verdict) in merged {
            variant.compose = parsed.composes.len() + projects.merged.len();
            projects.merged.push(compose);
            projects.verdicts.push(verdict);
            projects.variants.push(variant);
        }
        projects.settle_verdicts(parsed);
        projects
    }

    /// A Compose file, or the merged model of a variant.
    pub(crate) fn compose<'a>(&'a self, parsed: &'a Parsed, index: usize) -> &'a Compose {
        match parsed.composes.get(index) {
            Some(compose) => compose,
            None => &self.merged[index - parsed.composes.len()],
        }
    }

    /// The variant of a merged model.
    pub(crate) fn variant_of(&self, compose: usize) -> Option<&Variant> {
        let at = self.variants.binary_search_by_key(&compose, |variant| variant.compose);
        at.ok().map(|at| &self.variants[at])
    }

    /// The Compose files and models that are judged, in order.
    pub(crate) fn judged(&self) -> Vec<usize> {
        let variants = self.variants.iter().map(|variant| variant.compose);
        let mut judged: Vec<usize> = self.alone.iter().copied().chain(variants).collect();
        judged.sort_unstable();
        judged
    }

    /// A file about which nobody said anything is for what its variants are for, and for production
    /// if one of them is.
    fn settle_verdicts(&mut self, parsed: &Parsed) {
        let mut judged_in: HashMap<FileId, Vec<Verdict>> = HashMap::new();
        for variant in &self.variants {
            let verdict = as_seen_beside(&self.verdicts[variant.compose], &variant.name);
            for file in variant
                .files
                .iter()
                .filter(|file| variant.only.is_none_or(|only| only == **file))
            {
                judged_in.entry(*file).or_default().push(verdict.clone());
            }
        }
        let settled = (0..parsed.inputs).filter_map(|index| {
            let verdicts = judged_in.get(&parsed.composes[index].yaml.source.id())?;
            let is_production = |verdict: &&Verdict| verdict.environment == Environment::Production;
            let settled = verdicts.iter().find(is_production).or(verdicts.first())?;
            let is_open = self.verdicts[index].reason.is_assumed();
            is_open.then(|| (index, settled.clone()))
        });
        for (index, verdict) in settled.collect::<Vec<_>>() {
            self.verdicts[index] = verdict.for_neighbour();
        }
    }
}

/// What a variant is for, as its files that say nothing see it: a word in the name of the last one is
/// not in theirs.
fn as_seen_beside(verdict: &Verdict, variant: &str) -> Verdict {
    let last = variant.rsplit(" + ").next().unwrap_or(variant);
    match verdict.reason {
        Reason::Name(_) => Verdict {
            environment: verdict.environment,
            reason: Reason::Siblings(format!("`{last}`")),
        },
        _ => verdict.clone(),
    }
}

fn merge_files(
    parsed: &Parsed,
    planned: Planned,
    variables: &Variables<'_>,
    options: &Options,
) -> (Compose, Variant, Verdict) {
    let composes: Vec<&Compose> = planned.chain.iter().map(|&index| &parsed.composes[index]).collect();
    let layers: Vec<_> = composes.iter().map(|compose| Arc::clone(&compose.yaml)).collect();
    let directory = folder(layers[0].source.path());
    let lookup = variables.lookup(directory);
    let lookup: &dyn Fn(&str, &[String]) -> Lookup = &lookup;
    let load = |path: &str| {
        let index = parsed.references.get(path)?;
        Some(Arc::clone(&parsed.composes[index].yaml))
    };
    let merged: Merged = merge::merge(&merge::Project {
        layers: &layers,
        directory,
        load: &load,
        variables: lookup,
    });
    let last = layers.last().map(|yaml| yaml.source.id());
    let paths: Vec<&str> = layers.iter().map(|yaml| yaml.source.path()).collect();
    let variant = Variant {
        compose: 0,
        name: name(&paths, directory),
        files: merged.files.iter().map(|file| file.source.id()).collect(),
        only: last.filter(|_| planned.is_feature),
        extensions: merged.extensions.clone(),
    };
    let mut compose = merged.read(lookup);
    if !options.profiles.is_empty() {
        compose.keep_profiles(&options.profiles);
    }
    // The files that it includes may say what their own does not.
    let verdict = match planned.verdict.reason {
        Reason::Default => of_content(&compose).unwrap_or(planned.verdict),
        _ => planned.verdict,
    };
    (compose, variant, verdict)
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
