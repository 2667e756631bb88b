//! The rules of plimsoll: a page and a function each, side by side.

mod account_advice;
mod account_fix;
mod asked_for;
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
mod started_script;

use plimsoll_lint::Rule;

/// The rules of each folder, in the order the docs show them.
fn folders() -> impl Iterator<Item = (&'static str, &'static [&'static Rule])> {
    let folders = [
        ("dockerfile", dockerfile::RULES),
        #[cfg(feature = "shellcheck")]
        ("shell", shell::RULES),
        ("compose", compose::RULES),
        ("project", project::RULES),
        ("engine", engine::RULES),
    ];
    folders.into_iter()
}

/// All rules, in the order the docs show them.
pub fn rules() -> impl Iterator<Item = &'static Rule> {
    folders().flat_map(|(_, rules)| rules).copied()
}

/// The pages in the repository of plimsoll.
const PAGES: &str = concat!(env!("CARGO_PKG_REPOSITORY"), "/blob/main/rules/");

/// The address of the page of a rule that is built in.
pub fn page_url(id: &str) -> Option<String> {
    page_path(id).map(|path| format!("{PAGES}{path}"))
}

/// Where the page of a rule lies below this folder: `dockerfile/add_local_file.md`.
pub fn page_path(id: &str) -> Option<String> {
    let has = |rules: &[&Rule]| rules.iter().any(|rule| rule.page.id() == id);
    let (folder, _) = folders().find(|(_, rules)| has(rules))?;
    Some(format!("{folder}/{}.md", id.replace('-', "_")))
}
