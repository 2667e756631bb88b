//! Tests of one value.

use std::borrow::Cow;
use std::cmp::Ordering;

use plimsoll_model::base::{Data, DataValue, glob};
use regex_automata::meta::{BuildError, Config, Regex};

use crate::Limit;

/// A pattern takes at most so much memory once it is compiled.
const LARGEST_PATTERN: usize = 1 << 20;

/// What has to hold for a value: all of it.
#[derive(Clone, Default, Debug)]
pub struct Tests {
    /// Whether there has to be a value, or must be none.
    pub exists: Option<bool>,
    pub equals: Option<Value>,
    pub is_in: Option<Vec<Value>>,
    /// One of these, where `*` stands for any text.
    pub like: Vec<String>,
    pub matches: Option<Pattern>,
    pub at_most: Option<Limit>,
    pub at_least: Option<Limit>,
}

/// A value that others are compared with, as text: Compose lets `8080` and `"8080"` mean the same.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Value(pub String);

/// A regular expression that may match anywhere in a text.
#[derive(Clone, Debug)]
pub struct Pattern(Regex);

impl Pattern {
    /// Reads a regular expression in the syntax of the crate `regex`; the error is one line.
    pub fn parse(text: &str) -> Result<Self, String> {
        let config = Config::new()
            .hybrid(false)
            .onepass(false)
            .nfa_size_limit(Some(LARGEST_PATTERN));
        let built = Regex::builder().configure(config).build(text);
        built.map(Self).map_err(|error| problem(&error))
    }
}

/// What is wrong with a pattern, in one line.
fn problem(error: &BuildError) -> String {
    let Some(error) = error.syntax_error() else {
        return "the pattern is too large".to_owned();
    };
    let text = error.to_string();
    let line = text.lines().last().unwrap_or_default();
    line.strip_prefix("error: ").unwrap_or(line).to_owned()
}

impl Tests {
    /// Whether nothing but existence is asked for.
    pub fn is_empty(&self) -> bool {
        self.equals.is_none()
            && self.is_in.is_none()
            && self.like.is_empty()
            && self.matches.is_none()
            && self.at_most.is_none()
            && self.at_least.is_none()
    }

    /// Whether a value passes; none if that cannot be told. Collections pass no test.
    pub(crate) fn hold(&self, value: &Data) -> Option<bool> {
        if self.is_empty() {
            return Some(true);
        }
        let Some(text) = text_of(value) else { return Some(false) };
        let limit = |limit: &Option<Limit>, wrong: Ordering| match limit {
            Some(limit) => limit.compare(&text).map(|order| order != wrong),
            None => Some(true),
        };
        let passes = self.equals.as_ref().is_none_or(|other| other.0 == text)
            && self
                .is_in
                .as_ref()
                .is_none_or(|words| words.iter().any(|word| word.0 == text))
            && (self.like.is_empty() || glob::matches_any(&self.like, &text))
            && self.matches.as_ref().is_none_or(|pattern| pattern.0.is_match(&*text));
        let (most, least) = (
            limit(&self.at_most, Ordering::Greater),
            limit(&self.at_least, Ordering::Less),
        );
        match (passes, most, least) {
            (false, ..) | (_, Some(false), _) | (_, _, Some(false)) => Some(false),
            (true, Some(true), Some(true)) => Some(true),
            _ => None,
        }
    }
}

/// A value as text; none for a collection.
pub(crate) fn text_of(value: &Data) -> Option<Cow<'_, str>> {
    Some(match &value.value {
        DataValue::Text(text) => Cow::Borrowed(text),
        DataValue::Bool(value) => Cow::Borrowed(if *value { "true" } else { "false" }),
        DataValue::Integer(value) => Cow::Owned(value.to_string()),
        DataValue::Float(value) => Cow::Owned(value.to_string()),
        DataValue::Null | DataValue::List(_) | DataValue::Map(_) => return None,
    })
}
