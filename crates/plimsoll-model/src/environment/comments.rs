//! What a comment says in plain words about the purpose of what stands below it: "docker compose file
//! to test X", "this service is for development only", "e2e specific".
//!
//! Comments speak of many things, so only sentences about the file or service itself count. "For local
//! development:" introduces a command, and "used for testing" may speak of a port.

use plimsoll_syntax::{SourceFile, Span};

use super::Verdict;
use super::{Environment, Reason};
use crate::compose::{Compose, Service};

/// The head of a long license is not worth more.
const MOST_COMMENTS: usize = 100;

/// Words for the thing that a comment describes.
const SUBJECTS: [&str; 15] = [
    "file",
    "compose",
    "dockerfile",
    "setup",
    "stack",
    "service",
    "services",
    "container",
    "containers",
    "image",
    "environment",
    "configuration",
    "is",
    "are",
    "only",
];

/// Words before the purpose: "used for", "meant for", "only for".
const USES: [&str; 7] = ["used", "meant", "intended", "designed", "only", "is", "are"];

/// What the comments before everything else say about a file.
pub(super) fn of_head(source: &SourceFile, comments: impl Iterator<Item = Span>, head: Option<u32>) -> Option<Verdict> {
    let mut at_head = comments
        .take(MOST_COMMENTS)
        .take_while(|comment| head.is_none_or(|head| comment.start < head));
    let comment = at_head.find(|&comment| says_for_work(source.slice(comment)))?;
    Some(Verdict {
        environment: Environment::Development,
        reason: Reason::Content(vec![(comment, "a comment says so".to_owned())]),
    })
}

/// Whether the comment above a service, or behind its name, says that it is for development.
/// `compose` is the file that the name of the service is written in.
pub(super) fn of_service_comment(compose: &Compose, service: &Service) -> bool {
    let source = &compose.yaml.source;
    let comments = &compose.yaml.comments;
    let name = source.line_of(service.name.span.start);
    let end = comments.partition_point(|comment| source.line_of(comment.span.start) <= name);
    let mut below = name;
    for comment in comments[..end].iter().rev().take(MOST_COMMENTS) {
        let line = source.line_of(comment.span.start);
        let is_behind = line == name;
        if !is_behind && (!comment.own_line || line + 1 != below) {
            return false;
        }
        if says_for_work(&comment.text) {
            return true;
        }
        below = line;
    }
    false
}

/// Whether a comment anywhere in a file says that something in it is only for tests.
pub(super) fn is_for_tests_only(comment: &str) -> bool {
    let words = lower_words(comment);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let is_test = |word: &&str| matches!(*word, "test" | "tests" | "testing" | "e2e");
    words.iter().any(is_test) && is_only_for(&words)
}

fn says_for_work(comment: &str) -> bool {
    let words = lower_words(comment);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    is_only_for(&words) || is_not_for_production(&words) || (is_about_itself(&words) && names_purpose(&words))
}

/// In the order of the text, without what is between the words.
fn lower_words(comment: &str) -> Vec<String> {
    let words = comment.split(|letter: char| !letter.is_alphanumeric());
    words.filter(|word| !word.is_empty()).map(str::to_lowercase).collect()
}

/// "e2e specific", "for local testing only", "development only".
fn is_only_for(words: &[&str]) -> bool {
    let words = words.strip_prefix(&["only"]).unwrap_or(words);
    let is_limited = words.len() < 8;
    let (before, words) = match words {
        ["for", rest @ ..] => (true, rest),
        _ => (false, words),
    };
    let kinds = words.iter().take_while(|word| is_kind_of_work(word)).count();
    let last = kinds.checked_sub(1).map(|last| words[last]);
    let behind = &words[kinds..];
    last.is_some_and(is_work)
        && match behind {
            ["only" | "specific", ..] => true,
            ["purpose" | "purposes", "only", ..] => true,
            ["purpose" | "purposes"] => before && is_limited,
            _ => false,
        }
}

/// "Not for production", "do not use this in production".
fn is_not_for_production(words: &[&str]) -> bool {
    let (Some(not), Some(production)) = (
        words.iter().position(|word| *word == "not"),
        words.iter().position(|word| *word == "production"),
    ) else {
        return false;
    };
    let between = words.get(not + 1..production).unwrap_or_default();
    let starts = not == 0 || matches!(words[..not], ["do"]) || is_about_itself(&words[..not]);
    let is_plain = |word: &&str| {
        matches!(
            *word,
            "for"
                | "in"
                | "use"
                | "used"
                | "this"
                | "file"
                | "meant"
                | "intended"
                | "suitable"
                | "be"
                | "to"
                | "a"
                | "it"
        )
    };
    starts && !between.is_empty() && between.iter().all(is_plain)
}

/// "This file …", "Docker Compose file …", "Used …".
fn is_about_itself(words: &[&str]) -> bool {
    match words {
        ["this" | "these", second, ..] => *second == "docker" || SUBJECTS.contains(second),
        ["docker" | "a" | "the" | "simple", rest @ ..] => is_about_itself(rest),
        ["used" | "only" | "meant" | "intended", ..] => true,
        [first, ..] => matches!(*first, "compose" | "dockerfile" | "setup" | "stack" | "file" | "image"),
        [] => false,
    }
}

/// "… file to test", "… is used for local development".
fn names_purpose(words: &[&str]) -> bool {
    words.windows(3).any(|three| {
        let follows = SUBJECTS.contains(&three[0]) || USES.contains(&three[0]);
        follows && three[1] == "to" && matches!(three[2], "test" | "debug")
    }) || words.iter().enumerate().any(|(at, word)| {
        let follows = at > 0 && (USES.contains(&words[at - 1]) || SUBJECTS.contains(&words[at - 1]));
        follows && *word == "for" && is_for_work(&words[at + 1..])
    })
}

/// "local development", "testing": a kind of work, whatever comes behind it.
fn is_for_work(words: &[&str]) -> bool {
    let kinds = words.iter().take_while(|word| is_kind_of_work(word)).count();
    words[..kinds].iter().any(|word| is_work(word))
}

fn is_work(word: &str) -> bool {
    matches!(
        word,
        "test" | "tests" | "testing" | "e2e" | "dev" | "development" | "debugging" | "ci"
    )
}

fn is_kind_of_work(word: &str) -> bool {
    is_work(word)
        || matches!(
            word,
            "local"
                | "manual"
                | "automated"
                | "integration"
                | "unit"
                | "end"
                | "to"
                | "load"
                | "and"
                | "or"
                | "the"
                | "our"
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_about_the_file_itself() {
        for comment in [
            "# docker compose file to test Queue with Worker.",
            "# This compose file is used for local development.",
            "# this service is for development emulation only",
            "# For local testing only",
            "#e2e specific, disable content security",
            "# Development only!",
            "# NOT for production use",
            "# Do not use this in production.",
            "# Used for integration tests",
            "# This setup is intended for testing purposes",
        ] {
            assert!(says_for_work(comment), "{comment}");
        }
    }

    #[test]
    fn comments_above_a_service() {
        let text = "services:\n  # for debugging only\n  # (see the guide)\n  a: {image: x}\n\n  # for tests only\n\n  b: {image: x}\n  c: # for tests only\n    image: x\n";
        let source = plimsoll_syntax::SourceFile::new(plimsoll_syntax::FileId(0), "compose.yaml", text.into());
        let compose = Compose::read(plimsoll_syntax::yaml::parse(source.into()));
        let said: Vec<bool> = compose
            .services
            .iter()
            .map(|service| of_service_comment(&compose, service))
            .collect();
        assert_eq!(said, [true, false, true]);
    }

    #[test]
    fn sentences_about_something_else() {
        for comment in [
            "# For local development:",
            "#   docker compose -f compose.dev.yaml up -d",
            "# This file is used for production deployment with images from the registry",
            "# Docker image file that describes an image with a shell and test dependencies",
            "# to pin a branch, tag, or commit for local testing:",
            "# This represents the bare minimum required to build and test the engine.",
            "# Use this file if you want to run *everything* locally",
            "# The tests use this binary.",
            "# Set a password. The default is not safe in production.",
            "# Provides support for running this container outside of tests",
        ] {
            assert!(!says_for_work(comment), "{comment}");
        }
    }
}
