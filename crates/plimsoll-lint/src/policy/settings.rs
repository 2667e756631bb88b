//! The rules' settings at one place.

use crate::options::Options;
use crate::{Catalogue, FixChoice, Level, Release, RuleRef, ShellCode};

/// Which rules run, the levels of their findings, and their options.
#[derive(Clone, Debug)]
pub struct Settings {
    /// By the rule's index in the catalogue.
    enabled: Vec<bool>,
    /// Rules of which only some codes were selected.
    selected: Vec<(usize, ShellCode)>,
    /// Codes that are off although their rule runs.
    ignored: Vec<(usize, ShellCode)>,
    /// Later ones win.
    levels: Vec<(RulePart, Level)>,
    /// Later ones win.
    fixes: Vec<(RulePart, FixChoice)>,
    /// The options of rules, by name.
    pub(crate) options: Options,
}

/// A rule, by its index in the catalogue, or one of its codes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct RulePart {
    pub(super) rule: usize,
    pub(super) code: Option<ShellCode>,
}

impl RulePart {
    /// Whether it includes a finding of a rule. A code never includes a finding that does not say
    /// which code it is about.
    pub(super) fn is(self, rule: usize, code: Option<ShellCode>) -> bool {
        self.rule == rule && (self.code.is_none() || self.code == code)
    }
}

/// A step from one state of the settings to the next.
#[derive(Clone, Debug)]
pub(super) enum Change {
    /// Nothing is selected any more.
    Clear,
    /// Everything is as it was without settings.
    Anew(Box<Settings>),
    Turn(RulePart, bool),
    Level(RulePart, Level),
    Fix(RulePart, FixChoice),
    Options(Options),
}

impl Change {
    /// The rule that it turns on or gives a level.
    pub(super) fn names(&self) -> Option<usize> {
        match self {
            Self::Turn(part, true) | Self::Level(part, _) => Some(part.rule),
            _ => None,
        }
    }
}

impl Settings {
    /// Every rule of an edition as its page declares it.
    pub(super) fn default_of(catalogue: &Catalogue, edition: Release) -> Self {
        let is_on = |page: &RuleRef| page.on && page.since <= edition;
        Self {
            enabled: catalogue.rules().iter().map(is_on).collect(),
            selected: Vec::new(),
            ignored: Vec::new(),
            levels: Vec::new(),
            fixes: Vec::new(),
            options: Options::default(),
        }
    }

    /// Whether the rule at an index of the catalogue runs.
    pub fn is_enabled(&self, index: usize) -> bool {
        self.enabled.get(index).copied().unwrap_or(false)
    }

    /// Whether the user wants findings of a rule, or of one of its codes if it distinguishes them.
    pub(crate) fn wants(&self, index: usize, code: Option<ShellCode>) -> bool {
        if !self.is_enabled(index) {
            return false;
        }
        let Some(code) = code else {
            // A rule that cannot tell its codes apart means all of them.
            return !self.ignored.iter().any(|(rule, _)| *rule == index);
        };
        let mut selected = self.selected.iter().filter(|(rule, _)| *rule == index).peekable();
        let is_selected = selected.peek().is_none() || selected.any(|(_, own)| *own == code);
        is_selected && !self.ignored.contains(&(index, code))
    }

    /// Whether a rule runs, with all that it finds and its own levels.
    pub(super) fn is_as_declared(&self, index: usize) -> bool {
        let mut codes = self.selected.iter().chain(&self.ignored);
        let mut levels = self.levels.iter();
        self.is_enabled(index) && !codes.any(|(rule, _)| *rule == index) && !levels.any(|(part, _)| part.rule == index)
    }

    /// Turns the rules on, and all others off, by their indexes in the catalogue.
    pub(super) fn run_only(&mut self, rules: Vec<bool>) {
        self.enabled = rules;
    }

    /// The level that the user has given findings of a rule.
    pub(crate) fn level(&self, index: usize, code: Option<ShellCode>) -> Option<Level> {
        let mut levels = self.levels.iter().rev();
        levels.find(|(part, _)| part.is(index, code)).map(|(_, level)| *level)
    }

    /// What the user has decided about the fixes of a rule.
    pub(crate) fn fix(&self, index: usize, code: Option<ShellCode>) -> Option<FixChoice> {
        let mut fixes = self.fixes.iter().rev();
        fixes.find(|(part, _)| part.is(index, code)).map(|(_, choice)| *choice)
    }

    pub(super) fn apply(&mut self, changes: &[Change]) {
        for change in changes {
            match change {
                Change::Clear => {
                    self.enabled.fill(false);
                    self.selected.clear();
                    self.ignored.clear();
                }
                Change::Anew(settings) => self.clone_from(settings),
                Change::Turn(part, on) => self.turn(*part, *on),
                Change::Level(part, level) => self.levels.push((*part, *level)),
                Change::Fix(part, choice) => self.fixes.push((*part, *choice)),
                Change::Options(options) => self.options.put_over(options),
            }
        }
    }

    fn turn(&mut self, part: RulePart, on: bool) {
        let RulePart { rule, code } = part;
        match code {
            None => {
                self.enabled[rule] = on;
                self.selected.retain(|(other, _)| *other != rule);
                self.ignored.retain(|(other, _)| *other != rule);
            }
            Some(code) if !on => self.ignored.push((rule, code)),
            Some(code) => {
                self.ignored.retain(|ignored| *ignored != (rule, code));
                let is_whole = self.enabled[rule] && !self.selected.iter().any(|(other, _)| *other == rule);
                if !is_whole {
                    self.enabled[rule] = true;
                    self.selected.push((rule, code));
                }
            }
        }
    }
}
