//! What rules say of themselves, found by their names: all that a policy and a finding know of them.

use std::fmt;
use std::ops::Deref;
use std::sync::{Arc, OnceLock};

use plimsoll_syntax::nearest;

use crate::{OptionError, Page, RuleOption};

/// The pages of the rules, in the order in which lists show them.
#[derive(Clone, Default)]
pub struct Catalogue {
    rules: Vec<RuleRef>,
    /// The indexes of the rules in the order of their ids.
    by_id: Vec<usize>,
    /// What the rules were called before, each name with the index of its rule: looked up once somebody
    /// writes an id that is none today.
    former: OnceLock<Vec<(String, usize)>>,
}

/// A rule of a catalogue. It reads like its page, and is copied for next to nothing.
#[derive(Clone)]
pub struct RuleRef {
    index: usize,
    page: PageRef,
    is_of_syntax: bool,
}

#[derive(Clone)]
enum PageRef {
    BuiltIn(&'static Page),
    Loaded(Arc<Page>),
}

impl Catalogue {
    /// The rules that are built in, each with whether it reports what could not be read.
    pub(crate) fn of(pages: impl IntoIterator<Item = (&'static Page, bool)>) -> Self {
        let rule = |(index, (page, is_of_syntax))| RuleRef {
            index,
            page: PageRef::BuiltIn(page),
            is_of_syntax,
        };
        let rules: Vec<RuleRef> = pages.into_iter().enumerate().map(rule).collect();
        let mut by_id: Vec<usize> = (0..rules.len()).collect();
        by_id.sort_by_key(|index| rules[*index].id());
        let former = OnceLock::new();
        Self { rules, by_id, former }
    }

    /// Adds the page of a rule that was made while plimsoll runs, whose ids are not taken.
    pub(crate) fn add(&mut self, page: Page) {
        let index = self.rules.len();
        if let Some(former) = self.former.get_mut() {
            former.extend(page.formerly().map(|name| (name.to_owned(), index)));
        }
        let (Ok(place) | Err(place)) = self.place_of(page.id());
        self.by_id.insert(place, index);
        self.rules.push(RuleRef {
            index,
            page: PageRef::Loaded(Arc::new(page)),
            is_of_syntax: false,
        });
    }

    /// The rules, each at its [index](RuleRef::index).
    pub fn rules(&self) -> &[RuleRef] {
        &self.rules
    }

    /// The rule that an id means, or has meant.
    pub fn rule(&self, id: &str) -> Option<&RuleRef> {
        // What a rule was called before is looked for only if none is called so now.
        let now = self.place_of(id).ok().map(|place| self.by_id[place]);
        let index = now.or_else(|| {
            let former = self.former.get_or_init(|| former_ids(&self.rules));
            former.iter().find(|(name, _)| name == id).map(|(_, index)| *index)
        });
        self.rules.get(index?)
    }

    /// Where an id stands in the order of the ids, or would stand.
    fn place_of(&self, id: &str) -> Result<usize, usize> {
        self.by_id.binary_search_by_key(&id, |index| self.rules[*index].id())
    }

    /// Whether some test means each rule, itself or one that reports the same fault.
    pub(crate) fn meant(&self, means: impl Fn(&RuleRef) -> bool) -> Vec<bool> {
        let rules = self.rules.iter();
        let is_meant = |rule: &RuleRef| means(rule) || rule.same_fault().any(|id| self.rule(id).is_some_and(&means));
        rules.map(is_meant).collect()
    }

    /// A rule and those that report the same fault.
    pub(crate) fn with_same_fault(&self, rule: &RuleRef) -> Vec<bool> {
        let mut meant = vec![false; self.rules.len()];
        let others = rule.same_fault().filter_map(|id| self.rule(id));
        others.chain([rule]).for_each(|rule| meant[rule.index()] = true);
        meant
    }

    /// An option of a rule, as the page declares it.
    pub fn option(&self, rule: &str, option: &str) -> Result<(&RuleRef, &RuleOption), OptionError> {
        let ids = || self.rules().iter().map(|rule| rule.id());
        let rule = self.rule(rule).ok_or_else(|| OptionError::UnknownRule {
            word: rule.to_owned(),
            nearest: nearest(rule, ids()).map(str::to_owned),
        })?;
        let found = rule.option(option).ok_or_else(|| {
            let names = || rule.options().iter().map(|option| &*option.name);
            let near = nearest(option, names());
            OptionError::UnknownOption {
                rule: rule.id().to_owned(),
                word: option.to_owned(),
                instead: near
                    .map_or_else(|| names().collect(), |name| vec![name])
                    .into_iter()
                    .map(str::to_owned)
                    .collect(),
            }
        })?;
        Ok((rule, found))
    }
}

fn former_ids(rules: &[RuleRef]) -> Vec<(String, usize)> {
    let of = |rule: &RuleRef| {
        let index = rule.index();
        rule.formerly()
            .map(move |name| (name.to_owned(), index))
            .collect::<Vec<_>>()
    };
    rules.iter().flat_map(of).collect()
}

impl RuleRef {
    /// Its place in the catalogue.
    pub fn index(&self) -> usize {
        self.index
    }

    /// Whether it reports what a parser or the model could not read.
    pub fn is_of_syntax(&self) -> bool {
        self.is_of_syntax
    }
}

impl Deref for RuleRef {
    type Target = Page;

    fn deref(&self) -> &Page {
        match &self.page {
            PageRef::BuiltIn(page) => page,
            PageRef::Loaded(page) => page,
        }
    }
}

impl fmt::Debug for RuleRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id())
    }
}
