//! Findings that are not reported, and what hid them.

use plimsoll_model::base::Date;
use plimsoll_syntax::Span;

use crate::Finding;
use crate::policy::Origin;

/// A finding that is not reported.
#[derive(Clone, Debug)]
pub struct Suppressed {
    pub finding: Box<Finding>,
    pub by: Suppression,
}

impl Suppression {
    /// Whether a comment in a file does.
    pub fn is_comment(&self) -> bool {
        matches!(self, Self::Comment { .. })
    }

    /// Whether an exception of the configuration does.
    pub fn is_exception(&self) -> bool {
        matches!(self, Self::Exception { .. })
    }

    /// Whether it was there before, by the baseline or in an earlier commit.
    pub fn is_known(&self) -> bool {
        matches!(self, Self::Baseline | Self::Before)
    }
}

/// What hides a finding. A comment comes before the policy, which may take it back without anybody
/// noticing.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Suppression {
    /// A comment in the file; the first of several.
    Comment {
        span: Span,
        /// The last day on which it holds.
        until: Option<Date>,
    },
    /// The rule is off at the place, and on elsewhere.
    Override,
    /// The baseline has it.
    Baseline,
    /// The commit that the files are compared with has it.
    Before,
    /// Somebody has accepted it.
    Exception {
        reason: String,
        /// The last day on which it holds.
        until: Option<Date>,
        /// Where the exception was written.
        origin: Origin,
    },
}
