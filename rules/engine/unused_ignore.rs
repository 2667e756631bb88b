use plimsoll_lint::Rule;

/// Reported by the engine itself.
pub(crate) static RULE: Rule = Rule {
    page: include_str!("unused_ignore.md"),
    checks: &[],
};
