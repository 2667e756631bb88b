//! What holds for the rules at one place.

use crate::options::Options;
use crate::{Level, Registry, ShellCode};

/// Which rules run, how heavy their findings are, and what the rules are told.
#[derive(Clone, Debug)]
pub struct Settings {
    /// By the rule's place in the registry.
    enabled: Vec<bool>,
    /// Rules that were selected by some of their codes only.
    selected: Vec<(usize, ShellCode)>,
    /// Codes of rules that run otherwise.
    ignored: Vec<(usize, ShellCode)>,
    /// Later ones win.
    levels: Vec<(RulePart, Level)>,
    /// What rules ask for by name.
    pub(crate) options: Options,
}

/// A rule, by its place in the registry, or one of its codes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct RulePart {
    pub(super) rule: usize,
    pub(super) code: Option<ShellCode>,
}

impl RulePart {
    /// Whether a finding of a rule is meant. One that does not tell its code is never meant by a code.
    pub(super) fn is(self, rule: usize, code: Option<ShellCode>) -> bool {
        self.rule == rule && (self.code.is_none() || self.code == code)
    }
}

/// A step from the settings before to those after.
#[derive(Clone, Debug)]
pub(super) enum Change {
    /// Nothing is selected any more.
    Clear,
    Turn(RulePart, bool),
    Level(RulePart, Level),
    Options(Options),
}

impl Settings {
    /// Every rule as its page has it.
    pub(super) fn default_of(registry: &Registry) -> Self {
        Self {
            enabled: registry.rules().iter().map(|page| page.on).collect(),
            selected: Vec::new(),
            ignored: Vec::new(),
            levels: Vec::new(),
            options: Options::default(),
        }
    }

    /// Whether the rule at a place of the registry runs.
    pub fn is_enabled(&self, index: usize) -> bool {
        self.enabled.get(index).copied().unwrap_or(false)
    }

    /// Whether findings of a rule, about one of its codes if it tells them apart, are asked for.
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

    /// The level that somebody has given to findings of a rule.
    pub(crate) fn level(&self, index: usize, code: Option<ShellCode>) -> Option<Level> {
        let mut levels = self.levels.iter().rev();
        levels.find(|(part, _)| part.is(index, code)).map(|(_, level)| *level)
    }

    pub(super) fn apply(&mut self, changes: &[Change]) {
        for change in changes {
            match change {
                Change::Clear => {
                    self.enabled.fill(false);
                    self.selected.clear();
                    self.ignored.clear();
                }
                Change::Turn(part, on) => self.turn(*part, *on),
                Change::Level(part, level) => self.levels.push((*part, *level)),
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
