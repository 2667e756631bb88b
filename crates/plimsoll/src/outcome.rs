//! How a command ends, as an exit code.

use std::process::ExitCode;

/// How a command ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Outcome {
    /// Nothing at or above the threshold.
    Clean,
    /// Findings at or above the threshold.
    Findings,
    /// Could not do the job, or not all of it.
    Failed,
}

impl Outcome {
    /// How a command ended that did its job or not, and found something or not.
    pub(crate) fn of(complete: bool, found: bool) -> Self {
        match (complete, found) {
            (false, _) => Self::Failed,
            (true, true) => Self::Findings,
            (true, false) => Self::Clean,
        }
    }

    pub(crate) fn code(self) -> ExitCode {
        ExitCode::from(self.number())
    }

    pub(crate) fn number(self) -> u8 {
        match self {
            Self::Clean => 0,
            Self::Findings => 1,
            Self::Failed => 2,
        }
    }
}
