//! From a policy as written to one that can be used, with everything that is wrong with it.

use std::collections::{BTreeSet, HashMap};

use plimsoll_model::base::Date;
use plimsoll_model::environment::Environment;
use plimsoll_model::project;
use plimsoll_syntax::nearest;

use super::fault::{PolicyFault, PolicyProblem};
use super::scope::Scope;
use super::settings::{Change, RulePart, Settings};
use super::written::{
    Enforcement, Layer, Origin, Written, WrittenException, WrittenOption, WrittenScope, WrittenSettings, WrittenValue,
};
use super::{Exception, Override, Policy, SHORTEST_REASON, code_in, selects};
use crate::options::Options;
use crate::{Catalogue, FixChoice, Group, Level, OptionError, Release, RuleOption, RuleRef};

impl Policy {
    /// Checks the written layers, the later ones over the earlier ones. Returns the usable part,
    /// and all faults.
    pub fn resolve(layers: &[Layer], catalogue: &Catalogue) -> (Self, Vec<PolicyFault>) {
        let mut faults = Vec::new();
        let edition = edition(layers, &mut faults);
        let mut policy = Self {
            base: Settings::default_of(catalogue, edition),
            overrides: Vec::new(),
            exceptions: Vec::new(),
            without_ignores: BTreeSet::new(),
            enforced: BTreeSet::new(),
            enforcement: Enforcement::default(),
            environments: Vec::new(),
            environment: None,
            project: project::Options::default(),
            date: None,
            is_date_fixed: false,
            named: BTreeSet::new(),
            edition,
        };
        for layer in layers {
            let mut resolver = Resolver {
                catalogue,
                layer,
                edition,
                named: BTreeSet::new(),
                meanings: HashMap::new(),
                faults: &mut faults,
            };
            let changes = resolver.settings(&layer.settings);
            policy.named.append(&mut resolver.named);
            match &layer.reach {
                None => policy.base.apply(&changes),
                Some(reach) => {
                    let anew = reach
                        .anew
                        .then(|| Change::Anew(Box::new(Settings::default_of(catalogue, edition))));
                    let changes = anew.into_iter().chain(changes).collect();
                    let scope = resolver.scope(&WrittenScope::default());
                    policy.overrides.push(Override {
                        scope,
                        changes,
                        origin: None,
                    });
                }
            }
            for written in &layer.overrides {
                let scope = resolver.scope(&written.scope);
                let changes = resolver.settings(&written.settings);
                policy.overrides.push(Override {
                    scope,
                    changes,
                    origin: written.origin,
                });
            }
            for word in &layer.forbid_ignores {
                let parts = resolver.select(word).unwrap_or_default();
                policy.without_ignores.extend(parts.iter().map(|(part, _)| part.rule));
            }
            let exceptions = layer
                .exceptions
                .iter()
                .filter_map(|written| resolver.exception(written));
            policy.exceptions.extend(exceptions);
            let files = layer.environments.iter().map(|(environment, pattern)| {
                let scope = Scope {
                    anchor: layer.anchor.clone(),
                    reach: layer.reach.clone(),
                    files: vec![pattern.value.clone()],
                    ..Scope::default()
                };
                (scope, *environment)
            });
            policy.environments.extend(files);
        }
        policy.enforce(layers, catalogue);
        (policy, faults)
    }

    /// Puts what an organisation enforces over all that the repository says.
    fn enforce(&mut self, layers: &[Layer], catalogue: &Catalogue) {
        for layer in layers {
            let Some(enforcement) = &layer.enforced else { continue };
            let mut faults = Vec::new();
            let mut resolver = Resolver {
                catalogue,
                layer,
                edition: self.edition,
                named: BTreeSet::new(),
                meanings: HashMap::new(),
                faults: &mut faults,
            };
            let mut changes = resolver.settings(&layer.settings);
            // What is only left out is the repository's to decide, and the selection is no end in itself.
            changes.retain(|change| !matches!(change, Change::Clear | Change::Turn(_, false)));
            let named = changes.iter().filter_map(Change::names);
            let named: BTreeSet<usize> = named.collect();
            // A level that somebody enforces is that of a rule that runs.
            let on = named.iter().map(|rule| {
                Change::Turn(
                    RulePart {
                        rule: *rule,
                        code: None,
                    },
                    true,
                )
            });
            changes.extend(on);
            self.base.apply(&changes);
            self.enforced.extend(named);
            self.enforcement = enforcement.clone();
            let scope = Scope::default();
            self.overrides.push(Override {
                scope,
                changes,
                origin: None,
            });
        }
    }
}

/// The edition that the layers agree to: that of the last one that says one.
fn edition(layers: &[Layer], faults: &mut Vec<PolicyFault>) -> Release {
    let mut edition = Release::EDITION;
    for written in layers.iter().filter_map(|layer| layer.edition.as_ref()) {
        let origin = written.origin;
        match Release::parse(&written.value) {
            Some(read) if read <= Release::EDITION => edition = read,
            Some(_) => faults.push(PolicyFault {
                origin,
                problem: PolicyProblem::EditionUnknown(written.value.clone()),
            }),
            None => faults.push(PolicyFault {
                origin,
                problem: PolicyProblem::Edition(written.value.clone()),
            }),
        }
    }
    edition
}

struct Resolver<'a> {
    catalogue: &'a Catalogue,
    /// The edition whose rules groups stand for.
    edition: Release,
    /// The layer that is being checked.
    layer: &'a Layer,
    /// The rules that settings name by themselves, and not with a group.
    named: BTreeSet<usize>,
    /// What words mean, since settings for many places repeat them.
    meanings: HashMap<String, Vec<(RulePart, bool)>>,
    faults: &'a mut Vec<PolicyFault>,
}

impl Resolver<'_> {
    /// The value that was read, or a fault.
    fn expect<T>(&mut self, read: Option<T>, origin: Origin, problem: impl FnOnce() -> PolicyProblem) -> Option<T> {
        if read.is_none() {
            let problem = problem();
            self.faults.push(PolicyFault { origin, problem });
        }
        read
    }

    fn settings(&mut self, written: &WrittenSettings) -> Vec<Change> {
        let mut changes = Vec::new();
        if let Some(select) = &written.select {
            changes.push(Change::Clear);
            if let (true, Some(origin)) = (
                select.is_empty() && written.extend_select.is_empty(),
                written.select_origin,
            ) {
                let problem = PolicyProblem::NothingSelected;
                self.faults.push(PolicyFault { origin, problem });
            }
            self.turn(select, true, &mut changes);
        }
        self.turn(&written.extend_select, true, &mut changes);
        self.turn(&written.ignore, false, &mut changes);
        for (rule, level) in &written.levels {
            let parts = self.select(rule).unwrap_or_default();
            self.note_named(rule, &parts);
            let parts = parts.into_iter();
            if level.value == "off" {
                changes.extend(parts.map(|(part, _)| Change::Turn(part, false)));
                continue;
            }
            let problem = || PolicyProblem::UnknownLevel(level.value.clone());
            if let Some(level) = self.expect(Level::of(&level.value), level.origin, problem) {
                changes.extend(parts.map(|(part, _)| Change::Level(part, level)));
            }
        }
        for (rule, choice) in &written.fixes {
            let parts = self.select(rule).unwrap_or_default();
            let problem = || PolicyProblem::UnknownFix(choice.value.clone());
            if let Some(choice) = self.expect(FixChoice::of(&choice.value), choice.origin, problem) {
                changes.extend(parts.into_iter().map(|(part, _)| Change::Fix(part, choice)));
            }
        }
        let mut options = Options::default();
        for written in &written.options {
            self.option(written, &mut options);
        }
        changes.push(Change::Options(options));
        changes
    }

    fn turn(&mut self, words: &[Written<String>], on: bool, changes: &mut Vec<Change>) {
        for word in words {
            let parts = self.select(word).unwrap_or_default();
            if on {
                self.note_named(word, &parts);
            }
            // A group stands for those of its rules that are on.
            let meant = parts.into_iter().filter(|(_, is_meant)| !on || *is_meant);
            changes.extend(meant.map(|(part, _)| Change::Turn(part, on)));
        }
    }

    /// Notes the rules that a word means by themselves, and not as part of many.
    fn note_named(&mut self, word: &Written<String>, parts: &[(RulePart, bool)]) {
        let word = &*word.value;
        if Group::of(word).is_none() && !matches!(word, "all" | "default") {
            self.named.extend(parts.iter().map(|(part, _)| part.rule));
        }
    }

    /// The rules that a word means, each with whether the word selects it; `None` and a fault if
    /// the word means nothing.
    fn select(&mut self, word: &Written<String>) -> Option<Vec<(RulePart, bool)>> {
        if let Some(known) = self.meanings.get(&word.value) {
            return Some(known.clone());
        }
        let meaning = self.meaning(word)?;
        self.meanings.insert(word.value.clone(), meaning.clone());
        Some(meaning)
    }

    fn meaning(&mut self, word: &Written<String>) -> Option<Vec<(RulePart, bool)>> {
        let is_group = Group::of(&word.value).is_some();
        let is_many = is_group || matches!(&*word.value, "all" | "default");
        // An id of our own means its rule and those of the same fault; only other words need a search.
        let meant = match self.catalogue.rule(&word.value) {
            Some(rule) => self.catalogue.with_same_fault(rule),
            None => self.catalogue.meant(|rule| selects(rule, &word.value)),
        };
        let meant = self.catalogue.rules().iter().filter(|rule| meant[rule.index()]);
        let part = |rule: &RuleRef| {
            let code = code_in(rule, &word.value);
            let is_meant = rule.on || rule.group == Group::Policy || !is_group || code.is_some();
            let is_meant = is_meant && !(is_many && rule.since > self.edition);
            let rule = rule.index();
            (RulePart { rule, code }, is_meant)
        };
        let parts: Vec<_> = meant.map(part).collect();
        let known = (!parts.is_empty() || is_group).then_some(parts);
        let groups = Group::ALL.iter().map(|group| group.name());
        let names = self.catalogue.rules().iter().map(|page| page.id()).chain(groups);
        let problem = || PolicyProblem::UnknownSelector {
            word: word.value.clone(),
            nearest: nearest(&word.value, names).map(str::to_owned),
        };
        self.expect(known, word.origin, problem)
    }

    fn option(&mut self, written: &WrittenOption, options: &mut Options) {
        let WrittenOption { rule, option, value } = written;
        let catalogue = self.catalogue;
        let Some(rule) = rule else {
            let rules = catalogue.rules().iter();
            let declared = rules.filter_map(|rule| Some((rule, rule.option(&option.value)?)));
            let declared: Vec<(&RuleRef, &RuleOption)> = declared.collect();
            let rules = catalogue.rules().iter();
            let names = rules.flat_map(|rule| rule.options()).map(|option| &*option.name);
            let problem = || PolicyProblem::UnknownOption {
                word: option.value.clone(),
                nearest: nearest(&option.value, names).map(str::to_owned),
            };
            let known = (!declared.is_empty()).then_some(declared);
            for (rule, option) in self.expect(known, option.origin, problem).unwrap_or_default() {
                self.value(rule, option, value, options);
            }
            return;
        };
        match catalogue.option(&rule.value, &option.value) {
            Ok((rule, option)) => self.value(rule, option, value, options),
            Err(error) => {
                let is_rule = matches!(error, OptionError::UnknownRule { .. });
                let origin = if is_rule { rule.origin } else { option.origin };
                let problem = PolicyProblem::Option(error);
                self.faults.push(PolicyFault { origin, problem });
            }
        }
    }

    fn value(&mut self, rule: &RuleRef, option: &RuleOption, written: &Written<WrittenValue>, options: &mut Options) {
        let value = match &written.value {
            WrittenValue::Text(text) => option.read(text),
            WrittenValue::Value(value) => Some(value.clone()),
        };
        let value = value.filter(|value| option.takes(value));
        let is_text = matches!(written.value, WrittenValue::Text(_));
        let problem = || PolicyProblem::Option(option.error(rule.id(), is_text));
        if let Some(value) = self.expect(value, written.origin, problem) {
            options.set(rule.index(), &option.name, value);
        }
    }

    fn scope(&mut self, written: &WrittenScope) -> Scope {
        let words = |words: &[Written<String>]| words.iter().map(|word| word.value.clone()).collect();
        let mut environments = Vec::new();
        for word in &written.environments {
            let known = [Environment::Production, Environment::Development].into_iter();
            let read = known.clone().find(|environment| environment.name() == word.value);
            let problem = || PolicyProblem::UnknownEnvironment(word.value.clone());
            environments.extend(self.expect(read, word.origin, problem));
        }
        Scope {
            anchor: self.layer.anchor.clone(),
            reach: self.layer.reach.clone(),
            files: words(&written.files),
            services: words(&written.services),
            stages: words(&written.stages),
            images: words(&written.images),
            environments,
        }
    }

    /// An exception with a fault hides nothing: better to see what it was meant to hide.
    fn exception(&mut self, written: &WrittenException) -> Option<Exception> {
        let before = self.faults.len();
        let rules = self.select(&written.rule).unwrap_or_default();
        let scope = self.scope(&written.scope);
        let word = &written.rule.value;
        let is_many = Group::of(word).is_some() || matches!(&**word, "all" | "default");
        let has_place = (is_many && !scope.is_everywhere()).then_some(());
        if is_many {
            self.expect(has_place, written.rule.origin, || {
                PolicyProblem::AllAccepted(word.clone())
            });
        }
        let reason = written.reason.as_ref().map(|reason| reason.value.trim().to_owned());
        let reason = reason.filter(|reason| reason.chars().count() >= SHORTEST_REASON);
        let origin = written
            .reason
            .as_ref()
            .map_or(written.rule.origin, |reason| reason.origin);
        let reason = self.expect(reason, origin, || PolicyProblem::ReasonMissing);
        let until = written.until.as_ref().and_then(|until| {
            let problem = || PolicyProblem::Date(until.value.clone());
            self.expect(Date::parse(&until.value), until.origin, problem)
        });
        (self.faults.len() == before).then_some(())?;
        Some(Exception {
            rules: rules.into_iter().map(|(part, _)| part).collect(),
            scope,
            reason: reason?,
            until,
            origin: written.rule.origin,
            is_enforced: self.layer.enforced.is_some(),
        })
    }
}
