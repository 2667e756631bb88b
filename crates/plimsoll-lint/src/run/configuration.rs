//! What is wrong with the configuration itself, once the files were judged: exceptions that have ended
//! or accept nothing, overrides that hold nowhere.

use std::collections::BTreeMap;
use std::sync::Arc;

use plimsoll_model::environment::Environment;
use plimsoll_syntax::{FileId, SourceFile, Span};

use crate::identity::{self, Identity};
use crate::policy::Origin;
use crate::{EngineFinding, Finding, Policy, Registry, Report};

impl Report {
    /// Adds the findings in the files of the configuration, whose texts are given. `is_whole` says
    /// whether the run looked at all that a file is for; otherwise nothing in it counts as unused.
    #[must_use]
    pub fn with_configuration(
        mut self,
        policy: &Policy,
        registry: &Registry,
        sources: &BTreeMap<FileId, Arc<SourceFile>>,
        is_whole: impl Fn(FileId) -> bool,
    ) -> Self {
        let mut found: Vec<Finding> = Vec::new();
        let mut report = |kind: EngineFinding, origin: Origin, message: String, help: &'static str| {
            let Origin::Source(span) = origin else { return };
            let mut rules = registry.rules().iter();
            let rule = rules.find(|rule| registry.speaks_for(rule, |own| own == kind));
            let (Some(rule), Some(source)) = (rule, sources.get(&span.file)) else {
                return;
            };
            let settings = policy.for_file(source.path(), Environment::Production);
            if !settings.wants(rule.index(), None) {
                return;
            }
            let mut finding = Finding::new(rule, Environment::Production, span, message);
            finding.help(help);
            finding.level = settings.level(rule.index(), None).unwrap_or(finding.level);
            finding.came_by_itself = policy.comes_by_itself(rule);
            let words = identity::words(source, span, &[]);
            finding.identity = Identity::new("", [rule.id(), "", "", &words]);
            found.push(finding);
        };
        let is_unused = |origin: Origin| matches!(origin, Origin::Source(Span { file, .. }) if is_whole(file));
        for (index, exception) in policy.exceptions().iter().enumerate() {
            if policy.has_ended(exception) {
                let day = exception.until.map(|day| day.to_string()).unwrap_or_default();
                report(
                    EngineFinding::ExceptionExpired,
                    exception.origin,
                    format!("the exception ended on {day}; what it accepted is reported again"),
                    "mend the findings and remove the exception, or give it a new day if its reason still holds",
                );
            } else if !self.used_exceptions.contains(&index) && is_unused(exception.origin) {
                report(
                    EngineFinding::ExceptionUnused,
                    exception.origin,
                    "the exception accepts nothing".to_owned(),
                    "remove it, or mend its rule and its places",
                );
            }
        }
        for origin in policy.override_origins() {
            if !self.used_overrides.contains(&origin) && is_unused(origin) {
                report(
                    EngineFinding::OverrideUnused,
                    origin,
                    "the override holds nowhere".to_owned(),
                    "remove it, or mend its places",
                );
            }
        }
        if found.is_empty() {
            return self;
        }
        for finding in &found {
            let file = finding.span.file;
            self.sources
                .extend(sources.get(&file).map(|source| (file, Arc::clone(source))));
        }
        self.findings.extend(found.into_iter().map(Box::new));
        self.in_order()
    }
}
