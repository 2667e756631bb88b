//! What is wrong with a policy as written.

use std::fmt;

use super::written::Origin;
use crate::{OptionError, Release};

/// A setting that cannot be used, and its place. Everything else applies without it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PolicyFault {
    pub origin: Origin,
    pub problem: PolicyProblem,
}

/// What is wrong with a setting.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum PolicyProblem {
    /// A word that names neither a rule, nor a group, nor the id of another tool.
    UnknownSelector {
        word: String,
        /// The rule or group that was probably meant.
        nearest: Option<String>,
    },
    UnknownLevel(String),
    UnknownFix(String),
    UnknownEnvironment(String),
    Option(OptionError),
    /// An option that is meant for every rule, but that none declares.
    UnknownOption {
        word: String,
        nearest: Option<String>,
    },
    /// An exception without a reason.
    ReasonMissing,
    Date(String),
    /// A text that is no edition.
    Edition(String),
    /// An edition that this program does not have.
    EditionUnknown(String),
    /// A selection of nothing.
    NothingSelected,
    /// An exception for many rules at no place in particular.
    AllAccepted(String),
}

impl PolicyProblem {
    /// The word that means nothing, if the fault is a single one of a list.
    pub fn word(&self) -> Option<&str> {
        match self {
            Self::UnknownSelector { word, .. } => Some(word),
            _ => None,
        }
    }
}

impl fmt::Display for PolicyProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let meant = |f: &mut fmt::Formatter<'_>, nearest: &Option<String>| match nearest {
            Some(nearest) => write!(f, "; did you mean `{nearest}`?"),
            None => Ok(()),
        };
        match self {
            Self::UnknownSelector { word, nearest } => {
                write!(f, "there is no rule or group `{word}`")?;
                meant(f, nearest)
            }
            Self::UnknownLevel(word) => write!(f, "`{word}` is not a level: use `error`, `warning`, `info` or `off`"),
            Self::UnknownFix(word) => write!(f, "`{word}` says nothing about fixes: use `never`, `ask` or `safe`"),
            Self::UnknownEnvironment(word) => {
                write!(f, "`{word}` is not an environment: use `production` or `development`")
            }
            Self::Option(error) => error.fmt(f),
            Self::UnknownOption { word, nearest } => {
                write!(f, "there is no option `{word}`")?;
                meant(f, nearest)
            }
            Self::ReasonMissing => write!(
                f,
                "the exception needs a `reason` of {} characters or more",
                super::SHORTEST_REASON
            ),
            Self::Date(text) => write!(f, "`{text}` is not a date: write YYYY-MM-DD"),
            Self::Edition(text) => write!(
                f,
                "`{text}` is not an edition: write it as `{}`",
                Release::EDITION.edition()
            ),
            Self::EditionUnknown(text) => write!(
                f,
                "this plimsoll has no edition `{text}` yet; its newest is `{}`",
                Release::EDITION.edition()
            ),
            Self::NothingSelected => write!(
                f,
                "nothing is selected, so no rule would run; `default` selects the usual ones"
            ),
            Self::AllAccepted(word) => {
                write!(
                    f,
                    "an exception for `{word}` needs a place (`files`, `services` …); to turn rules off, use `ignore`"
                )
            }
        }
    }
}
