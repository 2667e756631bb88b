//! The user's decisions about the files: which rules run where, the levels of their findings, their
//! options, and which findings are accepted.
//!
//! [`Layer`]s are the policy as written. [`Policy::resolve`] checks them. [`Settings`] are what
//! applies at one [`Place`].

mod fault;
mod resolve;
mod scope;
mod settings;
mod written;

use std::borrow::Cow;
use std::collections::BTreeSet;

use plimsoll_model::base::{Date, glob};
use plimsoll_model::environment::Environment;
use plimsoll_model::files::Input;
use plimsoll_model::project;

use crate::{Catalogue, Group, Level, OptionError, OptionValue, Page, Release, RuleRef, ShellCode};
pub use fault::{PolicyFault, PolicyProblem};
pub use scope::Place;
use scope::Scope;
pub use settings::Settings;
use settings::{Change, RulePart};
pub use written::{
    Anchor, Enforcement, Layer, Origin, Reach, Written, WrittenException, WrittenOption, WrittenOverride, WrittenScope,
    WrittenSettings, WrittenValue,
};

/// A reason with fewer characters says nothing.
const SHORTEST_REASON: usize = 10;

/// The user's decisions, checked and ready to use.
#[derive(Clone, Debug)]
pub struct Policy {
    base: Settings,
    /// Later ones win.
    overrides: Vec<Override>,
    exceptions: Vec<Exception>,
    /// The rules that comments in the files may not hide, by their indexes in the catalogue.
    without_ignores: BTreeSet<usize>,
    /// The rules that an organisation enforces, and what the repository may do about them.
    enforced: BTreeSet<usize>,
    enforcement: Enforcement,
    /// What files are for. Later ones win.
    environments: Vec<(Scope, Environment)>,
    /// Judges every file as this, whatever the file says.
    pub environment: Option<Environment>,
    /// How Compose projects are read.
    pub project: project::Options,
    /// The day of the check. Without one nothing expires.
    pub date: Option<Date>,
    /// The user has set the day: what comes with it comes when they want it.
    pub is_date_fixed: bool,
    /// The rules that the user has named, by their indexes in the catalogue.
    named: BTreeSet<usize>,
    /// The edition whose rules the user has agreed to: newer rules run only if they are named.
    pub edition: Release,
}

/// What differs at some places.
#[derive(Clone, Debug)]
struct Override {
    scope: Scope,
    changes: Vec<Change>,
    /// Where it was written, if it is one that somebody wrote as an override.
    origin: Option<Origin>,
}

/// Findings that are accepted at some places.
#[derive(Clone, Debug)]
pub struct Exception {
    rules: Vec<RulePart>,
    scope: Scope,
    /// Why they are accepted.
    pub reason: String,
    /// The last day on which they are accepted.
    pub until: Option<Date>,
    /// Where it was written.
    pub origin: Origin,
    /// The organisation makes it, not the repository.
    is_enforced: bool,
}

impl Policy {
    /// Every rule as its page declares it.
    pub fn default_of(catalogue: &Catalogue) -> Self {
        Self::resolve(&[], catalogue).0
    }

    /// Only the selected rules (if any are named), without the ignored ones. A word is a rule's id,
    /// a group, the id of another tool (`DL3006`), `default` for every rule that is on, or `all`
    /// for those that are off too. A group stands for those of its rules that are on.
    pub fn new(catalogue: &Catalogue, select: &[String], ignore: &[String]) -> Result<Self, Vec<PolicyFault>> {
        let (policy, faults) = Self::resolve(&[Layer::of_words(select, ignore)], catalogue);
        if faults.is_empty() { Ok(policy) } else { Err(faults) }
    }

    /// Sets an option of a rule everywhere.
    pub fn set_option(
        &mut self,
        catalogue: &Catalogue,
        rule: &str,
        option: &str,
        value: OptionValue,
    ) -> Result<(), OptionError> {
        let (rule, option) = catalogue.option(rule, option)?;
        if !option.takes(&value) {
            return Err(option.error(rule.id(), false));
        }
        self.base.options.set(rule.index(), &option.name, value);
        Ok(())
    }

    /// The settings of a place.
    pub fn at(&self, place: &Place<'_>) -> Cow<'_, Settings> {
        let mut settings = Cow::Borrowed(&self.base);
        for written in self.overrides.iter().filter(|written| written.scope.holds_at(place)) {
            settings.to_mut().apply(&written.changes);
        }
        settings
    }

    /// The settings of a file that is judged as something, apart from its services and stages.
    pub fn for_file(&self, path: &str, environment: Environment) -> Cow<'_, Settings> {
        self.at(&Place::of_file(path, environment))
    }

    /// The exception that accepts findings of a rule at a place, as its index in
    /// [`Policy::exceptions`]; the first of several.
    pub fn exception_at(&self, place: &Place<'_>, rule: usize, code: Option<ShellCode>) -> Option<usize> {
        self.in_file(place.path).exception_at(place, rule, code)
    }

    /// What concerns a file.
    pub(crate) fn in_file(&self, path: &str) -> InFile<'_> {
        let exceptions = self.exceptions.iter().enumerate();
        InFile {
            policy: self,
            overrides: self.overrides.iter().filter(|own| own.scope.holds_in(path)).collect(),
            exceptions: exceptions.filter(|(_, own)| own.scope.holds_in(path)).collect(),
            settings: Vec::new(),
        }
    }

    /// Whether the organisation lets a reason and a last day hide findings of a rule that it enforces.
    pub(crate) fn may_be_hidden(&self, rule: usize, reason: &str, until: Option<Date>) -> bool {
        if !self.enforced.contains(&rule) {
            return true;
        }
        let Enforcement { reasons, longest, .. } = &self.enforcement;
        let is_given = glob::matches_any(reasons, reason);
        let is_short = longest.is_none_or(|longest| {
            let end = self.date.map(|today| today.later_by(u64::from(longest)));
            until.zip(end).is_some_and(|(until, end)| until <= end)
        });
        is_given && is_short
    }

    /// Whether comments in the files may not hide findings of a rule.
    pub(crate) fn forbids_ignores(&self, rule: usize) -> bool {
        self.without_ignores.contains(&rule)
    }

    /// Whether a baseline holds for findings of a rule.
    pub fn lets_baselines(&self, rule: usize) -> bool {
        self.enforcement.baseline || !self.enforced.contains(&rule)
    }

    /// Where the overrides were written.
    pub(crate) fn override_origins(&self) -> impl Iterator<Item = Origin> {
        self.overrides.iter().filter_map(|own| own.origin)
    }

    /// All exceptions, in the order in which they were written.
    pub fn exceptions(&self) -> &[Exception] {
        &self.exceptions
    }

    /// Whether the last day of an exception has passed.
    pub fn has_ended(&self, exception: &Exception) -> bool {
        exception.until.zip(self.date).is_some_and(|(last, today)| last < today)
    }

    /// What a file is for, if the user has stated it.
    pub fn environment_of(&self, path: &str) -> Option<Environment> {
        let place = Place::of_file(path, Environment::Production);
        let mut written = self.environments.iter().rev();
        let found = written.find(|(scope, _)| scope.holds_at(&place));
        self.environment.or(found.map(|(_, environment)| *environment))
    }

    /// The policy with what it says the inputs are for among its options for projects, where those
    /// who load them look.
    pub fn stating(&self, inputs: &[Input]) -> Cow<'_, Self> {
        let mut policy = Cow::Borrowed(self);
        if !self.environments.is_empty() {
            let stated = |input: &Input| Some((input.path.clone(), self.environment_of(&input.path)?));
            policy.to_mut().project.environments = inputs.iter().filter_map(stated).collect();
        }
        policy
    }

    /// Whether the rule at an index of the catalogue runs anywhere.
    pub fn is_enabled(&self, index: usize) -> bool {
        let turns_on = |change: &Change| matches!(change, Change::Turn(part, true) if part.rule == index);
        let mut changes = self.overrides.iter().flat_map(|written| &written.changes);
        self.base.is_enabled(index) || changes.any(turns_on)
    }

    /// What a fix must not bring even where nobody asked for it: the errors of correctness that each
    /// rule declares, of those rules that this policy turns off or makes less of somewhere. None if it
    /// does so with no rule.
    pub fn guard(&self, catalogue: &Catalogue) -> Option<Self> {
        let mut guard = Self::default_of(catalogue);
        let rules = catalogue.rules().iter();
        let silent = rules.map(|rule| rule.group == Group::Correctness && rule.on && !self.is_heard(rule.index()));
        let silent: Vec<bool> = silent.collect();
        silent.contains(&true).then(|| {
            guard.base.run_only(silent);
            guard.environments.clone_from(&self.environments);
            guard.environment = self.environment;
            guard.project = self.project.clone();
            guard.date = self.date;
            guard
        })
    }

    /// Whether a rule runs everywhere, and with its own levels.
    fn is_heard(&self, index: usize) -> bool {
        let is_silenced = |change: &Change| match change {
            Change::Clear | Change::Anew(_) => true,
            Change::Turn(part, on) => part.rule == index && !on,
            Change::Level(part, _) => part.rule == index,
            Change::Fix(..) | Change::Options(_) => false,
        };
        let mut changes = self.overrides.iter().flat_map(|written| &written.changes);
        self.base.is_as_declared(index) && !changes.any(is_silenced)
    }

    /// Whether findings of a rule, about one of its codes if it tells them apart, are asked for anywhere.
    pub(crate) fn wants(&self, index: usize, code: Option<ShellCode>) -> bool {
        let turns_on = |change: &Change| matches!(change, Change::Turn(part, true) if part.is(index, code));
        let mut changes = self.overrides.iter().flat_map(|written| &written.changes);
        self.base.wants(index, code) || changes.any(turns_on)
    }

    /// Whether a rule is newer than the edition, so that it runs only if somebody names it.
    pub fn is_coming(&self, rule: &Page) -> bool {
        rule.since > self.edition
    }

    /// How many rules are on by default in the newest edition, and off in that of the user.
    pub fn coming(&self, catalogue: &Catalogue) -> usize {
        let rules = catalogue.rules().iter();
        rules
            .filter(|rule| rule.on && self.is_coming(rule) && rule.since <= Release::EDITION)
            .count()
    }

    /// The level of a finding of a rule in the edition of the user.
    pub(crate) fn level_in_edition(&self, rule: &Page, level: Level, environment: Environment) -> Level {
        match environment {
            Environment::Production => rule.level_before(self.edition).unwrap_or(level),
            Environment::Development => level,
        }
    }

    /// Whether findings of a rule come by themselves, and fail no run, since no build breaks overnight:
    /// by a day that has come, unless the user has set it or named the rule. An upgrade brings no rules
    /// but those of the edition.
    pub fn comes_by_itself(&self, rule: &RuleRef) -> bool {
        let is_expected = self.is_date_fixed || self.named.contains(&rule.index());
        rule.comes_by_itself && !is_expected
    }

    /// Whether what holds can differ inside a file.
    pub(crate) fn looks_inside(&self) -> bool {
        let overrides = self.overrides.iter().map(|written| &written.scope);
        let exceptions = self.exceptions.iter().map(|exception| &exception.scope);
        overrides.chain(exceptions).any(Scope::looks_inside)
    }
}

/// A policy as far as it concerns one file: the patterns of files are compared once for all findings.
pub(crate) struct InFile<'p> {
    policy: &'p Policy,
    overrides: Vec<&'p Override>,
    exceptions: Vec<(usize, &'p Exception)>,
    /// The settings that were asked for, by which of the overrides hold.
    settings: Vec<(Vec<usize>, Settings)>,
}

impl<'p> InFile<'p> {
    /// The settings of a place in the file.
    pub(crate) fn at(&mut self, place: &Place<'_>) -> &Settings {
        let overrides = self.overrides.iter().enumerate();
        let held = overrides.filter(|(_, own)| own.scope.holds_inside(place));
        let held: Vec<usize> = held.map(|(index, _)| index).collect();
        if held.is_empty() {
            return &self.policy.base;
        }
        let known = self.settings.iter().position(|(own, _)| *own == held);
        let index = known.unwrap_or_else(|| {
            let mut settings = self.policy.base.clone();
            held.iter()
                .for_each(|&own| settings.apply(&self.overrides[own].changes));
            self.settings.push((held, settings));
            self.settings.len() - 1
        });
        &self.settings[index].1
    }

    /// The exception that accepts findings of a rule at a place in the file, like
    /// [`Policy::exception_at`].
    pub(crate) fn exception_at(&self, place: &Place<'_>, rule: usize, code: Option<ShellCode>) -> Option<usize> {
        let policy = self.policy;
        let is_enforced = policy.enforced.contains(&rule);
        let accepts = |exception: &Exception| {
            exception.rules.iter().any(|part| part.is(rule, code))
                && exception.scope.holds_inside(place)
                && !policy.has_ended(exception)
                && (!is_enforced
                    || exception.is_enforced
                    || policy.may_be_hidden(rule, &exception.reason, exception.until))
        };
        let found = self.exceptions.iter().find(|(_, exception)| accepts(exception));
        found.map(|(index, _)| *index)
    }

    /// Where the overrides were written that somebody wrote, and that include a place in the file.
    pub(crate) fn overrides_at(&self, place: &Place<'_>) -> impl Iterator<Item = Origin> {
        let holding = self.overrides.iter().filter(|own| own.scope.holds_inside(place));
        holding.filter_map(|own| own.origin)
    }
}

/// Whether a word of the command line or of an ignore means a rule.
pub(crate) fn selects(page: &Page, word: &str) -> bool {
    word == "all"
        || word == "default" && page.on
        || page.is_called(word)
        || page.group.name() == word
        || page.also().any(|peer| peer.is_called(word))
}

/// The code that a word names, if the rule has several.
pub(crate) fn code_in(page: &Page, word: &str) -> Option<ShellCode> {
    let word = match word.split_once('/') {
        Some(("shellcheck" | "hadolint", code)) => code,
        _ => word,
    };
    let code = ShellCode::of(word).filter(|code| page.has_code(*code))?;
    (page.codes().len() > 1).then_some(code)
}

#[cfg(test)]
mod tests;
