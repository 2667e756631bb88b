//! The rules of plimsoll: a page and a function each, side by side.

mod account_advice;
mod account_fix;
mod compose;
mod compose_edit;
mod dockerfile;
mod edit;
mod engine;
mod entry_order;
mod floating_package;
mod health_check;
mod missing_file;
mod project;
mod root_start;
mod secret_mount;
mod secret_variable;
#[cfg(feature = "shellcheck")]
mod shell;

use plimsoll_lint::Rule;

/// All rules, in the order the docs show them.
pub fn rules() -> impl Iterator<Item = &'static Rule> {
    let folders = [
        dockerfile::RULES,
        #[cfg(feature = "shellcheck")]
        shell::RULES,
        compose::RULES,
        project::RULES,
        engine::RULES,
    ];
    folders.into_iter().flatten().copied()
}
