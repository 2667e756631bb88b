use plimsoll_lint::Rule;

/// Reported by the engine itself.
pub(crate) static RULE: Rule = Rule {
    page: include_str!("ignore_without_reason.md"),
    checks: &[],
};
