//! The days of `data/releases.toml`, compared with what others collected: `../shared/facts/eol.csv`, whose README explains
//! its columns. If it is absent, this is skipped.

use std::fs;

use plimsoll_model::image::releases;
use plimsoll_syntax::image::ImageReference;

use crate::house::root;

/// The last days that are taken over: makers move those that are further away.
const LAST: &str = "2028-02-23";

/// Docker's first day.
const FIRST: &str = "2013-03-20";

/// Releases whose day is another than the collected one, or that have none, and why.
const DIFFERENCES: [(&str, &str); 11] = [
    // Oracle's notice has days, the collection only months.
    ("mysql:5.5", "2018-12-03"),
    ("mysql:5.6", "2021-02-05"),
    // From 5 on, each release of Neo4j ends when the next one comes.
    ("neo4j:5", ""),
    ("neo4j:20", ""),
    // The image begins with 2016.09.
    ("amazonlinux:2010", ""),
    ("amazonlinux:2011", ""),
    ("amazonlinux:2012", ""),
    ("amazonlinux:2013", ""),
    ("amazonlinux:2014", ""),
    ("amazonlinux:2015", ""),
    ("amazonlinux:2016.03", ""),
];

#[test]
fn ends_are_those_that_others_know() {
    let Ok(table) = fs::read_to_string(root().join("../shared/facts/eol.csv")) else {
        println!("skipped: no ../shared/facts");
        return;
    };
    let ours = fs::read_to_string(root().join("crates/plimsoll-model/data/releases.toml")).expect("the table");
    let mut faults = Vec::new();
    let mut compared = 0;
    for line in table.lines().skip(1) {
        // Only the notes in the last column are quoted.
        let columns: Vec<&str> = line.split(',').collect();
        let &[product, cycle, _, _, end, images, ..] = &columns[..] else {
            panic!("not a row: {line}");
        };
        // The collection does not say that `core/` has the releases before 5.0.
        let is_ours = |image: &&str| ours.contains(&format!("\"{image}\"")) && !image.contains("dotnet/core/");
        if !(FIRST..=LAST).contains(&end) {
            continue;
        }
        for image in images.split('|').filter(is_ours) {
            let name = match product {
                "dotnet" if !cycle.contains('.') => format!("{image}:{cycle}.0"),
                _ => format!("{image}:{cycle}"),
            };
            compared += 1;
            let known = end_of(&name);
            let difference = DIFFERENCES.iter().find(|(start, _)| name.starts_with(start));
            let expected = difference.map_or(end, |(_, end)| end);
            if known != expected {
                faults.push(format!("{name}: {known:?} instead of {expected:?}"));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert!(compared > 400, "only {compared} releases were compared");
}

/// The last day of the release that a tag names by its version; empty if it is not known.
fn end_of(name: &str) -> String {
    let image = ImageReference::parse(name).expect("an image");
    let own = releases(&image).into_iter().next();
    own.map(|release| release.end.to_string()).unwrap_or_default()
}
