//! What a rule's function gets besides the place it looks at.

use plimsoll_model::base::glob;
use plimsoll_model::environment::Environment;
use plimsoll_model::workspace::Workspace;
use plimsoll_syntax::Span;

use crate::collector::Collector;
use crate::policy::Settings;
use crate::{Finding, OptionKind, OptionValue, Policy, RuleRef, ShellCode};

/// A rule reports through this, and asks it for the user's decisions.
pub struct Context<'a> {
    pub(crate) rule: &'a RuleRef,
    /// The code that is being looked at.
    pub(crate) code: Option<ShellCode>,
    pub(crate) environment: Environment,
    pub(crate) workspace: &'a Workspace,
    pub(crate) policy: &'a Policy,
    pub(crate) settings: &'a Settings,
    pub(crate) findings: &'a mut Collector,
}

impl<'a> Context<'a> {
    /// Reports a fault: the words that are wrong, and what is wrong with them. The message is one
    /// line, lower case, without a full stop, with code in backticks.
    pub fn report(&mut self, span: Span, message: impl Into<String>) -> &mut Finding {
        let mut finding = Finding::new(self.rule, self.environment, span, message);
        finding.code = self.code;
        self.findings.push(finding)
    }

    /// Keeps a secret from every output without a finding: it may be where it is, but nobody should
    /// see it.
    pub fn redact(&mut self, span: Span) {
        debug_assert!(
            self.rule.redacts,
            "the page of `{}` says that it redacts",
            self.rule.id()
        );
        self.findings.redact(span);
    }

    /// The environment that the place is judged as.
    pub fn environment(&self) -> Environment {
        self.environment
    }

    /// Whether the place is judged as production.
    pub fn is_production(&self) -> bool {
        self.environment == Environment::Production
    }

    /// The user's decisions.
    pub fn policy(&self) -> &'a Policy {
        self.policy
    }

    /// The words of a list option; none unless it is set.
    pub fn list(&self, option: &str) -> &'a [String] {
        match self.option(option, OptionKind::List) {
            Some(OptionValue::List(words)) => words,
            _ => &[],
        }
    }

    /// Whether a list option contains a word, or a pattern that matches it.
    pub fn lists(&self, option: &str, word: &str) -> bool {
        glob::matches_any(self.list(option), word)
    }

    /// The words of a table option, each with its value; none unless it is set.
    pub fn table(&self, option: &str) -> &'a [(String, String)] {
        match self.option(option, OptionKind::Table) {
            Some(OptionValue::Table(entries)) => entries,
            _ => &[],
        }
    }

    /// The value of a word, or of the first pattern that matches it, in a table option.
    pub fn entry(&self, option: &str, word: &str) -> Option<&'a str> {
        let mut entries = self.table(option).iter();
        entries
            .find(|(key, _)| glob::matches(key, word))
            .map(|(_, value)| &**value)
    }

    /// The value of a number option, or the default from the page.
    pub fn number(&self, option: &str, default: u32) -> u32 {
        debug_assert_eq!(
            self.rule.option(option).and_then(|option| option.default),
            Some(default),
            "the page has the default of `{option}`"
        );
        match self.option(option, OptionKind::Number) {
            Some(OptionValue::Number(number)) => *number,
            _ => default,
        }
    }

    /// Whether an option of the rule is switched on.
    pub fn is_on(&self, option: &str) -> bool {
        self.option(option, OptionKind::YesNo) == Some(&OptionValue::YesNo(true))
    }

    fn option(&self, option: &str, kind: OptionKind) -> Option<&'a OptionValue> {
        debug_assert_eq!(
            self.rule.option(option).map(|option| option.kind),
            Some(kind),
            "the page declares `{option}`"
        );
        self.settings.options.get(self.rule.index(), option)
    }

    /// The files of the run.
    pub fn workspace(&self) -> &'a Workspace {
        self.workspace
    }

    /// The text under a span.
    pub fn text(&self, span: Span) -> &'a str {
        self.workspace.source(span.file).slice(span)
    }
}
