//! All rules of a run, with what they do: those that are built in, and those that were loaded.

use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

use crate::rule::Look;
use crate::{Catalogue, Check, Context, EngineFinding, Page, PageError, Rule, RuleRef, View};

/// The rules of a run. It reads like the catalogue of their pages.
#[derive(Clone, Default)]
pub struct Registry {
    catalogue: Catalogue,
    /// At the indexes of the rules.
    work: Vec<Work>,
}

/// What a rule does.
#[derive(Clone)]
pub(crate) enum Work {
    BuiltIn(&'static [Check]),
    Loaded(Arc<Look>),
}

/// Why a rule cannot be loaded.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum LoadError {
    Page(PageError),
    /// Another rule has the id, or had it.
    IdTaken(String),
}

impl Registry {
    /// The rules that are built in.
    pub fn new(rules: impl IntoIterator<Item = &'static Rule>) -> Self {
        let is_of_syntax = |check: &Check| matches!(check, Check::Syntax(_));
        let (pages, work): (Vec<_>, Vec<_>) = rules
            .into_iter()
            .map(|rule| {
                (
                    (&rule.page, rule.checks.iter().any(is_of_syntax)),
                    Work::BuiltIn(rule.checks),
                )
            })
            .unzip();
        let catalogue = Catalogue::of(pages);
        Self { catalogue, work }
    }

    /// Adds a rule that was made while plimsoll runs. It is shown each view, and takes those that it wants.
    pub fn load(
        &mut self,
        page: String,
        look: impl Fn(View<'_>, &mut Context<'_>) + Send + Sync + 'static,
    ) -> Result<(), LoadError> {
        let page = Page::read(page).map_err(LoadError::Page)?;
        if let Some(id) = page.ids().find(|id| self.rule(id).is_some()) {
            return Err(LoadError::IdTaken(id.to_owned()));
        }
        self.catalogue.add(page);
        self.work.push(Work::Loaded(Arc::new(look)));
        Ok(())
    }

    /// Where a rule looks, if it is built in.
    pub fn checks(&self, rule: &RuleRef) -> &'static [Check] {
        match self.work(rule) {
            Work::BuiltIn(checks) => checks,
            Work::Loaded(_) => &[],
        }
    }

    /// What a rule does.
    pub(crate) fn work(&self, rule: &RuleRef) -> &Work {
        &self.work[rule.index()]
    }

    /// Whether a rule reports a finding of the engine of some kind.
    pub(crate) fn speaks_for(&self, rule: &RuleRef, fits: impl Fn(EngineFinding) -> bool) -> bool {
        let mut checks = self.checks(rule).iter();
        checks.any(|check| matches!(check, Check::Engine(finding) if fits(*finding)))
    }
}

impl Deref for Registry {
    type Target = Catalogue;

    fn deref(&self) -> &Catalogue {
        &self.catalogue
    }
}

impl fmt::Display for LoadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Page(error) => error.fmt(f),
            Self::IdTaken(id) => write!(f, "another rule is called `{id}`"),
        }
    }
}
