//! What there is to fix.

use plimsoll_lint::{Finding, Policy, Registry, Report};
use plimsoll_model::files::Files;

/// What to fix, and how files are judged.
pub struct Job<'a> {
    /// The rules.
    pub registry: &'a Registry,
    /// What the user has decided; the environments of the files are in it.
    pub policy: &'a Policy,
    /// Other files that the inputs refer to.
    pub files: &'a dyn Files,
    /// Takes out what is known, which stays as it is.
    pub hide: &'a (dyn Fn(&mut Report) + Sync),
    /// Whether the fix of a finding is wanted.
    pub wants: &'a (dyn Fn(&Report, &Finding) -> bool + Sync),
    /// Only what is found at first is fixed, and nothing that later passes find.
    pub once: bool,
}
