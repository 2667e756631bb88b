//! The rules of plimsoll: a page and a function each, side by side.

use plimsoll_lint::Rule;

/// All rules, in the order the docs show them.
pub static RULES: &[&Rule] = &[];
