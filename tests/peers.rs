//! How much of each other tool is covered: `docs/peers.md`, from the catalogue and the pages.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;

use crate::house::{expect_file, root};
use crate::memory::REGISTRY;

/// The tools with ids that users have in their files and settings, in the order of the table.
const TOOLS: [&str; 10] = [
    "hadolint",
    "shellcheck",
    "buildkit",
    "tally",
    "trivy",
    "checkov",
    "kics",
    "dockerfile-utils",
    "compose-lint",
    "dclint",
];

#[derive(serde::Deserialize)]
struct Entry {
    peers: BTreeMap<String, Vec<String>>,
}

#[derive(serde::Deserialize)]
struct LeftOut {
    peer: String,
    #[serde(default)]
    ids: Vec<String>,
}

#[test]
fn the_table_of_peers_is_up_to_date() {
    let catalogue = root().join("../shared/catalogue");
    let Ok(rules) = fs::read_to_string(catalogue.join("rules.yaml")) else {
        println!("skipped: no ../shared/catalogue");
        return;
    };
    let left_out = fs::read_to_string(catalogue.join("left-out.yaml")).expect("it stands beside the rules");
    let rules: Vec<Entry> = serde_yaml::from_str(&rules).expect("the catalogue is YAML");
    let left_out: Vec<LeftOut> = serde_yaml::from_str(&left_out).expect("the catalogue is YAML");
    expect_file(&root().join("docs/peers.md"), &table(&rules, &left_out));
}

fn table(rules: &[Entry], left_out: &[LeftOut]) -> String {
    let mut text = String::from(
        "# Coverage of other tools\n\n\
         Written by the tests from the catalogue and the pages. *Covered* ids are on a page, so that \
         they select, ignore and explain a rule. *Left out* are ids that we do not want, since they need a \
         network, are purely a matter of taste, or contradict the other tools.\n\n\
         The table in [comparison.md](comparison.md) was tried on 2026-11-30 with hadolint 2.15.1, tally \
         0.45.0, droast 1.7.0, dclint 3.1.0, compose-lint 0.36.2 and checkov 3.3.30.\n\n\
         | tool | covered | of | left out | not covered yet |\n| --- | --- | --- | --- | --- |\n",
    );
    for tool in TOOLS {
        let wanted: BTreeSet<&str> = rules
            .iter()
            .filter_map(|rule| rule.peers.get(tool))
            .flatten()
            .map(String::as_str)
            .collect();
        let left_out = left_out.iter().filter(|entry| entry.peer == tool);
        let left_out: usize = left_out.map(|entry| entry.ids.len()).sum();
        let is_covered = |id: &&&str| {
            let mut peers = REGISTRY.rules().iter().flat_map(|page| page.also());
            // An id on a page cannot contain a comma.
            let id = id.replace(',', "");
            // tally has other tools' rules under their names.
            let theirs = id.split_once('/').filter(|_| tool == "tally");
            peers.any(|peer| (peer.tool == tool && peer.is_called(&id)) || Some((peer.tool, peer.id)) == theirs)
        };
        let covered = wanted.iter().filter(is_covered).count();
        let missing: Vec<String> = wanted
            .iter()
            .filter(|id| !is_covered(id))
            .map(|id| format!("`{id}`"))
            .collect();
        let _ = writeln!(
            text,
            "| {tool} | {covered} | {} | {left_out} | {} |",
            wanted.len(),
            missing.join(", ")
        );
    }
    text
}
