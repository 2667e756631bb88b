//! The page on outputs tells of every format, and of no other.

use std::collections::BTreeSet;
use std::fs;

use super::FORMATS;
use crate::house::root;
use crate::readme::expect_shown;

const PAGE: &str = "docs/outputs.md";

#[test]
fn the_page_on_outputs_shows_what_the_program_prints() {
    expect_shown(PAGE);
}

#[test]
fn every_format_has_its_part() {
    let page = fs::read_to_string(root().join(PAGE)).expect("the page is there");
    let heads = page.lines().filter_map(|line| line.strip_prefix("### "));
    let told: Vec<&str> = heads.flat_map(|head| head.split('`').skip(1).step_by(2)).collect();
    let formats = FORMATS.map(|(format, _)| format);
    assert_eq!(BTreeSet::from_iter(told), BTreeSet::from(formats));
    for option in ["--format ", "--output "] {
        for used in page.split(option).skip(1) {
            let word: String = used
                .chars()
                .take_while(|c| c.is_ascii_lowercase() || *c == '-')
                .collect();
            assert!(word.is_empty() || formats.contains(&word.as_str()), "{option}{word}");
        }
    }
}
