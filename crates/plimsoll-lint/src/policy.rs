//! Which rules run, and what the user decided about the files.

use plimsoll_model::{Date, Environment};
use plimsoll_syntax::nearest;

use crate::{Group, Meta, Registry};

/// The user's decisions, checked and ready to use.
#[derive(Clone, Debug)]
pub struct Policy {
    /// By the rule's place in the registry.
    enabled: Vec<bool>,
    /// Judges every file as this, whatever it says.
    pub environment: Option<Environment>,
    /// The day of the check. Without one nothing runs out.
    pub date: Option<Date>,
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
            environment: None,
            date: None,
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

    fn set(&mut self, registry: &Registry, word: &str, on: bool) -> Result<(), UnknownSelector> {
        let mut known = false;
        for (index, meta) in registry.metas().iter().enumerate() {
            if selects(meta, word) {
                known = true;
                let by_group = Group::of(word).is_some();
                self.enabled[index] = if on { meta.on || !by_group } else { false };
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
