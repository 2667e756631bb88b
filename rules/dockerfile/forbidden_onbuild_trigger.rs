use plimsoll_lint::Rule;

/// Reported by the engine from what the parser could not read.
pub(crate) static RULE: Rule = Rule {
    page: include_str!("forbidden_onbuild_trigger.md"),
    checks: &[],
};
