use plimsoll_lint::Rule;

/// The engine reports what the merge could not put together.
pub(crate) static RULE: Rule = Rule {
    page: include_str!("merge_type_conflict.md"),
    checks: &[],
};
