use plimsoll_lint::Rule;

/// Reported by the engine from what the parser could not read.
pub(crate) static RULE: Rule = Rule {
    page: include_str!("invalid_run_mount.md"),
    checks: &[],
};
