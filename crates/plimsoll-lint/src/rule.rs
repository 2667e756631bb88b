//! A rule, and the list of all rules.

use std::collections::HashMap;

use crate::{Meta, MetaError};

/// A rule: its page, and where it looks.
pub struct Rule {
    /// The Markdown page with the front matter, embedded.
    pub page: &'static str,
}

/// All rules with what their pages say, made once at start-up.
pub struct Registry {
    rules: &'static [&'static Rule],
    metas: &'static [Meta],
    by_id: HashMap<&'static str, usize>,
}

impl Registry {
    /// Reads the pages of the rules. The pages live as long as the program, and so does what is
    /// read from them.
    pub fn new(rules: &'static [&'static Rule]) -> Result<Self, MetaError> {
        let metas: Result<Vec<Meta>, MetaError> = rules.iter().map(|r| Meta::of_page(r.page)).collect();
        let metas: &'static [Meta] = Vec::leak(metas?);
        let by_id = metas.iter().enumerate().map(|(index, meta)| (meta.id, index)).collect();
        Ok(Self { rules, metas, by_id })
    }

    /// The rules in their order, the same as [`Registry::metas`].
    pub fn rules(&self) -> &'static [&'static Rule] {
        self.rules
    }

    /// What the pages say, in the order that the docs show them.
    pub fn metas(&self) -> &'static [Meta] {
        self.metas
    }

    /// The place of a rule in both lists.
    pub fn index(&self, id: &str) -> Option<usize> {
        self.by_id.get(id).copied()
    }

    /// What the page of a rule says.
    pub fn meta(&self, id: &str) -> Option<&'static Meta> {
        self.index(id).map(|index| &self.metas[index])
    }
}
