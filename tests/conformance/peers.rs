//! Which of our rules corresponds to an id of another tool.

use plimsoll_lint::{Page, RuleRef};

use super::case::Case;
use crate::memory::REGISTRY;

/// The rules whose pages list an id of the case's source.
pub(super) fn rules_of(case: &Case, id: &str) -> Vec<&'static RuleRef> {
    let lists = |page: &&RuleRef| page.also().any(|peer| names(case, peer.tool, peer.id, id));
    REGISTRY.rules().iter().filter(lists).collect()
}

/// The rules whose pages list any id of the case's source.
pub(super) fn rules_of_source(case: &Case) -> Vec<&'static RuleRef> {
    let lists = |page: &&RuleRef| page.also().any(|peer| is_of(case, peer.tool));
    REGISTRY.rules().iter().filter(lists).collect()
}

/// Whether the case's settings switch an id off, so that it asserts nothing about it.
pub(super) fn is_off(case: &Case, id: &str) -> bool {
    let settings: &[&str] = match (case.source.as_str(), id) {
        ("dockerfile-utils", "DEPRECATED_MAINTAINER") => &["deprecatedMaintainer"],
        ("dockerfile-utils", "WORKDIR_IS_NOT_ABSOLUTE") => &["instructionWorkdirRelative"],
        ("dockerfile-utils", "MULTIPLE_INSTRUCTIONS") => &[
            "instructionCmdMultiple",
            "instructionEntrypointMultiple",
            "instructionHealthcheckMultiple",
        ],
        ("dockerfile-utils", "CASING_INSTRUCTION") => &["instructionCasing"],
        ("dockerfile-utils", "CASING_DIRECTIVE") => &["directiveCasing"],
        ("dockerfile-utils", "EMPTY_CONTINUATION_LINE") => &["emptyContinuationLine"],
        ("dockerfile-utils", "JSON_IN_SINGLE_QUOTES") => &["instructionJSONInSingleQuotes"],
        _ => &[],
    };
    settings
        .iter()
        .any(|s| case.config.get(s).is_some_and(|value| value == "ignore"))
}

/// The ids of the case's source that a rule covers, as the source writes them.
pub(super) fn ids_of(case: &Case, rule: &Page) -> Vec<String> {
    let own = rule.also().filter(|peer| is_of(case, peer.tool));
    own.map(|peer| match (case.source.as_str(), peer.tool) {
        ("tally", "hadolint" | "buildkit") => format!("{}/{}", peer.tool, peer.id),
        _ => peer.id.to_owned(),
    })
    .collect()
}

/// Whether an id on a page is the one that a case names.
fn names(case: &Case, tool: &str, on_page: &str, id: &str) -> bool {
    match case.source.as_str() {
        // The cases name folders, the pages name the contents of their reports.
        "kics" => tool == "kics" && case.title.as_deref() == Some(on_page),
        // tally keeps the names of the rules that it reimplements.
        "tally" => match id.split_once('/') {
            Some((prefix @ ("hadolint" | "buildkit"), id)) => tool == prefix && on_page == id,
            _ => tool == "tally" && on_page == id,
        },
        source => tool == source && on_page == id,
    }
}

fn is_of(case: &Case, tool: &str) -> bool {
    match case.source.as_str() {
        "tally" => matches!(tool, "tally" | "hadolint" | "buildkit"),
        source => tool == source,
    }
}
