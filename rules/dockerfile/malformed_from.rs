use plimsoll_lint::Rule;

/// Reported by the engine from what the parser could not read.
pub(crate) static RULE: Rule = Rule {
    page: include_str!("malformed_from.md"),
    checks: &[],
};
