//! Policies in Rego, if plimsoll was built with them.

use std::sync::Arc;

use plimsoll_lint::Registry;
use plimsoll_lint::policy::Written;
use plimsoll_syntax::SourceFile;
#[cfg(feature = "rego")]
use {plimsoll_config::Fault, plimsoll_policy::rego::RegoFault};

use crate::told::Told;

/// What the names of files with tests end in.
pub const TESTS: &str = "_test.rego";

/// The policies of all configurations of a run.
#[derive(Default)]
pub struct Loaded {
    #[cfg(feature = "rego")]
    sets: Vec<Set>,
}

/// The files of one configuration, which may import each other.
#[cfg(feature = "rego")]
struct Set {
    sources: Vec<Arc<SourceFile>>,
    policies: plimsoll_policy::rego::RegoPolicies,
}

#[cfg(feature = "rego")]
impl Loaded {
    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.sets.is_empty()
    }

    /// Adds the files of a configuration, and gives the ids of their rules. Several configurations may
    /// build on the same files.
    pub fn add<'s>(
        &mut self,
        sources: impl Iterator<Item = &'s Arc<SourceFile>>,
        faults: &mut Vec<Told>,
    ) -> Vec<Written<String>> {
        let mut sources: Vec<Arc<SourceFile>> = sources.cloned().collect();
        sources.sort_by_key(|source| source.id());
        sources.dedup_by_key(|source| source.id());
        if sources.is_empty() {
            return Vec::new();
        }
        let ids = |sources: &[Arc<SourceFile>]| sources.iter().map(|source| source.id()).collect::<Vec<_>>();
        let known = self.sets.iter().position(|set| ids(&set.sources) == ids(&sources));
        let index = known.unwrap_or_else(|| {
            let texts: Vec<&SourceFile> = sources.iter().map(|source| &**source).collect();
            let (policies, found) = plimsoll_policy::rego::read(&texts);
            for RegoFault { span, message } in found {
                let source = sources.iter().find(|source| source.id() == span.file);
                faults.extend(source.map(|source| Told::new(&Fault { span, message }, source)));
            }
            self.sets.push(Set { sources, policies });
            self.sets.len() - 1
        });
        let rules = self.sets[index].policies.rules().iter();
        rules.map(|rule| Written::at(rule.origin, rule.id.clone())).collect()
    }

    /// Adds the policies to the rules of a run.
    pub fn load(&mut self, registry: &mut Registry, faults: &mut Vec<Told>) {
        for set in std::mem::take(&mut self.sets) {
            for (rule, error) in set.policies.load(registry) {
                let source = set.sources.iter().find(|source| source.id() == rule.origin.file);
                let (span, message) = (rule.origin, error.to_string());
                faults.extend(source.map(|source| Told::new(&Fault { span, message }, source)));
            }
        }
    }

    /// How many tests there are, and those that fail, each with the reason.
    pub fn tested(&self) -> (usize, Vec<(String, String)>) {
        let count = self.sets.iter().map(|set| set.policies.test_count()).sum();
        let failed = self.sets.iter().flat_map(|set| set.policies.failed_tests());
        (count, failed.collect())
    }
}

#[cfg(not(feature = "rego"))]
impl Loaded {
    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        true
    }

    /// Says that they cannot be read.
    pub fn add<'s>(
        &mut self,
        sources: impl Iterator<Item = &'s Arc<SourceFile>>,
        faults: &mut Vec<Told>,
    ) -> Vec<Written<String>> {
        let refused = |source: &Arc<SourceFile>| Told::of_file(source.shown(), "this plimsoll was built without Rego");
        faults.extend(sources.map(refused));
        Vec::new()
    }

    /// Adds nothing.
    pub fn load(&mut self, _: &mut Registry, _: &mut Vec<Told>) {}

    /// There are no tests.
    pub fn tested(&self) -> (usize, Vec<(String, String)>) {
        (0, Vec::new())
    }
}
