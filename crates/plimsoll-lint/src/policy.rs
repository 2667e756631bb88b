//! Which rules run, and what the user decided about the files.

use plimsoll_model::Environment;
use plimsoll_syntax::nearest;

use crate::{Group, Meta, Registry};

/// The user's decisions, checked and ready to use.
#[derive(Clone, Debug)]
pub struct Policy {
    /// By the rule's place in the registry.
    enabled: Vec<bool>,
    /// Rules that were selected by some of their codes only.
    selected: Vec<(usize, &'static str)>,
    /// Codes of rules that run otherwise.
    ignored: Vec<(usize, &'static str)>,
    /// Judges every file as this, whatever it says.
    pub environment: Option<Environment>,
}

/// A word in `--select` or `--ignore` that names nothing.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct UnknownSelector {
    pub word: String,
    /// The rule or group that was probably meant.
    pub nearest: Option<&'static str>,
}

impl Policy {
    /// Every rule as its page has it.
    pub fn default_of(registry: &Registry) -> Self {
        Self {
            enabled: registry.metas().iter().map(|m| m.on).collect(),
            selected: Vec::new(),
            ignored: Vec::new(),
            environment: None,
        }
    }

    /// Only the selected rules (if any are named), without the ignored ones. A word is a rule's
    /// id, a group, the id of a peer (`DL3006`), or `all` for every rule, also those that are off.
    /// A group stands for those of its rules that are on.
    pub fn new(registry: &Registry, select: &[String], ignore: &[String]) -> Result<Self, UnknownSelector> {
        let mut policy = Self::default_of(registry);
        if !select.is_empty() {
            policy.enabled.fill(false);
        }
        for word in select {
            policy.set(registry, word, true)?;
        }
        for word in ignore {
            policy.set(registry, word, false)?;
        }
        Ok(policy)
    }

    /// Whether the rule at a place of the registry runs.
    pub fn is_enabled(&self, index: usize) -> bool {
        self.enabled.get(index).copied().unwrap_or(false)
    }

    /// Whether findings of a rule about one of its codes are asked for.
    pub(crate) fn wants(&self, index: usize, code: Option<&'static str>) -> bool {
        let Some(code) = code else { return true };
        let mut selected = self.selected.iter().filter(|(rule, _)| *rule == index).peekable();
        let is_selected = selected.peek().is_none() || selected.any(|(_, own)| *own == code);
        is_selected && !self.ignored.contains(&(index, code))
    }

    fn set_rule(&mut self, index: usize, is_meant: bool, on: bool) {
        if on && !is_meant {
            return;
        }
        self.enabled[index] = on;
        self.selected.retain(|(rule, _)| *rule != index);
    }

    fn set_code(&mut self, index: usize, code: &'static str, on: bool) {
        if !on {
            self.ignored.push((index, code));
            return;
        }
        let is_whole = self.enabled[index] && !self.selected.iter().any(|(rule, _)| *rule == index);
        if !is_whole {
            self.enabled[index] = true;
            self.selected.push((index, code));
        }
    }

    fn set(&mut self, registry: &Registry, word: &str, on: bool) -> Result<(), UnknownSelector> {
        let mut known = false;
        for (index, meta) in registry.metas().iter().enumerate() {
            if selects(meta, word) {
                known = true;
                match code_in(meta, word) {
                    Some(code) => self.set_code(index, code, on),
                    None => self.set_rule(index, meta.on || Group::of(word).is_none(), on),
                }
            }
        }
        if known || Group::of(word).is_some() {
            return Ok(());
        }
        let names = registry
            .metas()
            .iter()
            .map(|m| m.id)
            .chain(Group::ALL.iter().map(|g| g.name()));
        Err(UnknownSelector {
            word: word.to_owned(),
            nearest: nearest(word, names),
        })
    }
}

/// Whether a word of the command line or of an ignore means a rule.
pub(crate) fn selects(meta: &Meta, word: &str) -> bool {
    word == "all"
        || meta.id == word
        || meta.group.name() == word
        || meta.also.iter().any(|p| p.id.eq_ignore_ascii_case(word))
}

/// The code that a word names, if it is one of several codes of a rule.
pub(crate) fn code_in(meta: &Meta, word: &str) -> Option<&'static str> {
    let code = meta.codes().find(|code| code.eq_ignore_ascii_case(word))?;
    meta.codes().nth(1).is_some().then_some(code)
}
