use plimsoll_lint::Rule;

/// Reported by the engine from what the model could not read.
pub(crate) static RULE: Rule = Rule {
    page: include_str!("invalid_interpolation.md"),
    checks: &[],
};
