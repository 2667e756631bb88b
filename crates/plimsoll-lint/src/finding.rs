//! What a rule has found.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::sync::Arc;

use plimsoll_model::environment::Environment;
use plimsoll_syntax::Span;

use crate::{Fix, Identity, Level, RuleRef, ShellCode};

/// A fault at a place, with what to do about it.
#[derive(Clone, Debug)]
pub struct Finding {
    /// The rule that found it.
    pub rule: RuleRef,
    /// What of ShellCheck's it is about.
    pub code: Option<ShellCode>,
    /// The one of the cases on the rule's page that it is.
    pub case: Option<Cow<'static, str>>,
    pub level: Level,
    /// Whether it came by itself, with a day or with an upgrade of plimsoll: then it fails no run.
    pub came_by_itself: bool,
    /// Whether it makes this run fail; whoever decides that sets it.
    pub fails: bool,
    /// The words that are wrong.
    pub span: Span,
    /// What is wrong here: one line, lower case, no full stop, code in backticks.
    pub message: String,
    /// What to do.
    pub help: Option<Cow<'static, str>>,
    /// Other places that belong to it.
    pub notes: Vec<Note>,
    /// In a box, since few findings have one.
    pub fix: Option<Box<Fix>>,
    /// Whether the same fault in many files is one decision, and not one slip each: a list for people
    /// names it once.
    pub is_shared: bool,
    /// Whether the place only stands in for something that is missing, and may change its words.
    pub stands_in: bool,
    /// Secrets in the files that no output may show.
    pub redacted: Vec<Span>,
    /// The environment that the place was judged as.
    pub environment: Environment,
    /// The variants of the project that have it, by their files. Empty if all variants in which its
    /// rule looks at the file have it.
    pub variants: Vec<Arc<str>>,
    /// What it is recognised by in later runs; set at the end of a run.
    pub identity: Identity,
}

/// Another place that belongs to a finding.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Note {
    pub span: Span,
    pub text: String,
}

impl Finding {
    /// The order of the findings of one file: by place and rule.
    pub(crate) fn in_order(&self, other: &Self) -> Ordering {
        fn key(finding: &Finding) -> (u32, u32, &str) {
            (finding.span.start, finding.span.end, finding.rule.id())
        }
        key(self)
            .cmp(&key(other))
            .then_with(|| self.message.cmp(&other.message))
    }

    /// A finding with the level that its rule has in an environment.
    pub(crate) fn new(rule: &RuleRef, environment: Environment, span: Span, message: impl Into<String>) -> Self {
        Self {
            rule: rule.clone(),
            code: None,
            case: None,
            level: rule.level_of(None, environment),
            came_by_itself: false,
            fails: false,
            span,
            message: one_line(message.into()),
            help: None,
            notes: Vec::new(),
            fix: None,
            is_shared: false,
            stands_in: false,
            redacted: Vec::new(),
            environment,
            variants: Vec::new(),
            identity: Identity::default(),
        }
    }

    /// Gives back the room that texts took while they were written.
    pub(crate) fn compact(&mut self) {
        self.message.shrink_to_fit();
        self.notes.shrink_to_fit();
        self.redacted.shrink_to_fit();
    }

    /// The variants of the project that have it, in words, if these are not all.
    pub fn held_in(&self) -> Option<String> {
        let (last, before) = self.variants.split_last()?;
        let names: Vec<String> = before.iter().map(|name| format!("`{name}`")).collect();
        Some(match &names[..] {
            [] => format!("only with `{last}`"),
            names => format!("only with {} and `{last}`", names.join(", ")),
        })
    }

    /// Says what to do.
    pub fn help(&mut self, text: impl Into<Cow<'static, str>>) -> &mut Self {
        self.help = Some(text.into());
        self
    }

    /// Says that the same fault in many files is one decision.
    pub fn shared(&mut self) -> &mut Self {
        self.is_shared = true;
        self
    }

    /// Says that the place only stands in for what is missing in its stage or image: the fault is
    /// still the same when other words are there.
    pub fn stands_in(&mut self) -> &mut Self {
        self.stands_in = true;
        self
    }

    /// Points at another place that belongs to it.
    pub fn note(&mut self, span: Span, text: impl Into<String>) -> &mut Self {
        let text = one_line(text.into());
        self.notes.push(Note { span, text });
        self
    }

    /// Says which of the cases on the page it is: that has a level of its own.
    pub fn case(&mut self, case: impl Into<Cow<'static, str>>) -> &mut Self {
        let case = case.into();
        debug_assert!(
            self.rule.cases().any(|(declared, _)| declared == case),
            "the page of `{}` declares the case `{case}`",
            self.rule.id()
        );
        self.level = self.rule.level_of(Some(&case), self.environment);
        self.case = Some(case);
        self
    }

    /// Keeps a secret from every output: the text at the place is never printed.
    pub fn redact(&mut self, span: Span) -> &mut Self {
        debug_assert!(
            self.rule.redacts,
            "the page of `{}` says that it redacts",
            self.rule.id()
        );
        self.redacted.push(span);
        self
    }

    /// Offers a change that repairs it.
    pub fn fix(&mut self, fix: Fix) -> &mut Self {
        self.fix = Some(Box::new(fix));
        self
    }
}

/// A message may quote a value of several lines.
fn one_line(text: String) -> String {
    if text.contains('\n') {
        text.replace("\r\n", " ").replace('\n', " ")
    } else {
        text
    }
}
