//! The codes of ShellCheck as words of their own: each is selected, ignored and explained by itself.

use std::collections::BTreeMap;

use plimsoll_lint::Policy;

use crate::memory::{Memory, REGISTRY};

/// `SC2045` on line 2, `SC2162` on line 3, both of the rule `shellcheck`.
const CODE: &str = "FROM debian:12.7\nRUN for f in $(ls /opt); do rm -f \"$f\"; done\nRUN read line < /etc/hostname\n";

fn codes(text: &str, select: &[&str], ignore: &[&str]) -> Vec<String> {
    let words = |words: &[&str]| words.iter().map(|&word| word.to_owned()).collect::<Vec<_>>();
    let policy = Policy::new(&REGISTRY, &words(select), &words(ignore)).expect("the words mean something");
    let files = Memory::of(BTreeMap::from([("Dockerfile".to_owned(), text.to_owned())]));
    let found = files.lint(&policy).findings;
    found
        .iter()
        .filter_map(|f| f.code)
        .map(|code| code.to_string())
        .collect()
}

#[test]
fn codes_are_selected_and_ignored_one_by_one() {
    assert_eq!(codes(CODE, &["shellcheck"], &[]), ["SC2045", "SC2162"]);
    assert_eq!(codes(CODE, &["SC2162"], &[]), ["SC2162"]);
    assert_eq!(codes(CODE, &["shellcheck/sc2162"], &[]), ["SC2162"]);
    assert_eq!(codes(CODE, &["shellcheck"], &["SC2162"]), ["SC2045"]);
    assert_eq!(codes(CODE, &["shellcheck", "SC2162"], &[]), ["SC2045", "SC2162"]);
    assert!(codes(CODE, &["SC2162"], &["shellcheck"]).is_empty());
}

#[test]
fn a_comment_hides_the_code_that_it_names() {
    for (comment, left) in [
        ("# hadolint ignore=SC2162", &["SC2045"][..]),
        ("# hadolint global ignore=SC2162", &["SC2045"]),
        ("# plimsoll: ignore-file[SC2162] a file of one line", &["SC2045"]),
        ("# plimsoll: ignore-file[shellcheck] not now", &[]),
        ("# hadolint ignore=SC2045", &["SC2045", "SC2162"]),
    ] {
        // The comment is before the second RUN, so the first is out of its reach.
        let text = match comment.contains("global") || comment.contains("-file") {
            true => format!("{comment}\n{CODE}"),
            false => CODE.replace("RUN read", &format!("{comment}\nRUN read")),
        };
        assert_eq!(codes(&text, &["shellcheck"], &[]), left, "{comment}");
    }
}

#[test]
fn a_rule_without_codes_is_ignored_by_any_of_them() {
    let policy = |ignore: &str| {
        let select = ["shell-syntax-error".to_owned()];
        Policy::new(&REGISTRY, &select, &[ignore.to_owned()]).expect("the words mean something")
    };
    let text = "FROM debian:12.7\nRUN if true; then echo ok\n".to_owned();
    let files = Memory::of(BTreeMap::from([("Dockerfile".to_owned(), text)]));
    assert_eq!(files.lint(&policy("runs-as-root")).findings.len(), 1);
    assert_eq!(files.lint(&policy("SC1073")).findings.len(), 0);
}
