//! Which rules run, and what the user decided about the files.

use plimsoll_model::base::Date;
use plimsoll_model::environment::Environment;
use plimsoll_model::project;
use plimsoll_syntax::nearest;

use crate::options::Options;
use crate::{Group, Page, Registry};

/// The user's decisions, checked and ready to use.
#[derive(Clone, Debug)]
pub struct Policy {
    /// By the rule's place in the registry.
    enabled: Vec<bool>,
    /// Rules that were selected by some of their codes only.
    selected: Vec<(usize, &'static str)>,
    /// Codes of rules that run otherwise.
    ignored: Vec<(usize, &'static str)>,
    /// What rules ask for by name ([`Policy::set_option`]).
    pub(crate) options: Options,
    /// Judges every file as this, whatever it says.
    pub environment: Option<Environment>,
    /// How Compose projects are read.
    pub project: project::Options,
    /// The day of the check. Without one nothing runs out.
    pub date: Option<Date>,
    /// The release whose rules the user has agreed to: newer ones are shown and fail nothing.
    pub edition: Option<Release>,
}

/// A release, as pages write it in `since`. Ordered from early to late.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Release {
    pub major: u32,
    pub minor: u32,
    pub patch: u32,
}

impl Release {
    /// The release of `1.2.3`, or of `1.2`, which is its first.
    pub fn parse(text: &str) -> Option<Self> {
        let mut numbers = text.split('.').map(|number| number.parse().ok());
        let release = Self {
            major: numbers.next()??,
            minor: numbers.next()??,
            patch: numbers.next().unwrap_or(Some(0))?,
        };
        numbers.next().is_none().then_some(release)
    }
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
            enabled: registry.pages().iter().map(|m| m.on).collect(),
            selected: Vec::new(),
            ignored: Vec::new(),
            options: Options::default(),
            environment: None,
            project: project::Options::default(),
            date: None,
            edition: None,
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

    /// Whether a rule came after the edition, so that what it finds fails nothing yet.
    pub fn is_coming(&self, rule: &Page) -> bool {
        let since = Release::parse(rule.since);
        self.edition.zip(since).is_some_and(|(edition, since)| since > edition)
    }

    /// Whether findings of a rule about one of its codes are asked for.
    pub(crate) fn wants(&self, index: usize, code: Option<&'static str>) -> bool {
        let Some(code) = code else {
            // A rule that cannot tell its codes apart means all of them.
            return !self.ignored.iter().any(|(rule, _)| *rule == index);
        };
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
        for (index, page) in registry.pages().iter().enumerate() {
            if selects(page, word) {
                known = true;
                match code_in(page, word) {
                    Some(code) => self.set_code(index, code, on),
                    None => self.set_rule(index, page.on || Group::of(word).is_none(), on),
                }
            }
        }
        if known || Group::of(word).is_some() {
            return Ok(());
        }
        let names = registry
            .pages()
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
pub(crate) fn selects(page: &Page, word: &str) -> bool {
    word == "all" || page.id == word || page.group.name() == word || page.also.iter().any(|peer| peer.is_called(word))
}

/// The code that a word names, if it is one of several codes of a rule.
pub(crate) fn code_in(page: &Page, word: &str) -> Option<&'static str> {
    let word = match word.split_once('/') {
        Some(("shellcheck" | "hadolint", code)) => code,
        _ => word,
    };
    let code = page.codes().find(|code| code.eq_ignore_ascii_case(word))?;
    page.codes().nth(1).is_some().then_some(code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_behind_the_edition_are_coming() {
        let page = |since: &str| {
            let page =
                format!("---\nid: a\ngroup: style\ntarget: dockerfile\nlevel: info\nsince: {since}\n---\n\n# A\n");
            Page::parse(page.leak()).expect("the page is right")
        };
        let registry = Registry::new(&[]).expect("there are no pages");
        let mut policy = Policy::default_of(&registry);
        assert!(!policy.is_coming(&page("9.0.0")));
        policy.edition = Release::parse("0.2");
        assert!(!policy.is_coming(&page("0.1.9")));
        assert!(!policy.is_coming(&page("0.2.0")));
        assert!(policy.is_coming(&page("0.10.0")));
    }

    #[test]
    fn releases_are_numbers() {
        assert_eq!(Release::parse("1.2"), Release::parse("1.2.0"));
        for text in ["1", "1.x", "1.2.3.4", "", "v1.2"] {
            assert_eq!(Release::parse(text), None, "{text}");
        }
    }
}
