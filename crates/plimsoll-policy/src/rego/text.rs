//! The text of Rego files and of what regorus says about them.

use plimsoll_lint::Target;

use super::RegoRule;
use crate::Shape;
use crate::page::PolicyPage;

/// The page of a rule, as `plimsoll explain` prints it.
pub(super) fn page(rule: &RegoRule) -> String {
    PolicyPage {
        id: &rule.id,
        target: match rule.shape {
            Shape::Trivy => Target::Dockerfile,
            Shape::Model | Shape::Conftest => Target::Project,
        },
        level: rule.level,
        title: &rule.title,
        help: rule.help.as_deref(),
        body: &format!("A policy of this repository, in Rego: `{}`.", rule.query),
    }
    .text()
}

/// Line and column, if it has a place, and the message of an error.
pub(super) fn of_error(error: &dyn std::fmt::Display) -> (Option<(usize, usize)>, String) {
    let text = error.to_string();
    // `--> a.rego:3:1` on a line of its own, or `a.rego:3:1 error: …`.
    let place = text.lines().find_map(|line| {
        let place = line.split_once("--> ").map(|(_, place)| place);
        let place = place.or_else(|| line.split_once(" error: ").map(|(place, _)| place))?;
        let mut numbers = place.rsplit(':');
        let column = numbers.next()?.trim().parse().ok()?;
        Some((numbers.next()?.parse().ok()?, column))
    });
    let message = text.lines().rev().find_map(|line| {
        let own = line.trim().strip_prefix("error: ");
        own.or_else(|| line.split_once(" error: ").map(|(_, message)| message))
    });
    let first = || {
        text.lines()
            .map(str::trim)
            .find(|line| !line.is_empty())
            .unwrap_or_default()
    };
    (place, message.unwrap_or_else(first).to_owned())
}

/// What the comment `# METADATA` of a file says.
#[derive(Default)]
pub(super) struct Metadata {
    pub(super) title: Option<String>,
    pub(super) help: Option<String>,
    pub(super) severity: Option<String>,
    /// Trivy selects the files that a check wants.
    pub(super) selects_dockerfiles: bool,
}

impl Metadata {
    /// Reads the first such comment.
    pub(super) fn of(text: &str) -> Self {
        let mut metadata = Self::default();
        let mut lines = text.lines().skip_while(|line| line.trim() != "# METADATA").skip(1);
        while let Some(line) = lines.next().and_then(|line| line.trim_start().strip_prefix('#')) {
            let Some((key, value)) = line.split_once(':') else {
                continue;
            };
            let value = value.trim().trim_matches(['"', '\'']);
            let own = || (!value.is_empty()).then(|| value.to_owned());
            match key.trim().trim_start_matches("- ") {
                "title" => metadata.title = own(),
                "recommended_action" | "recommended_actions" => metadata.help = own(),
                "severity" => metadata.severity = own(),
                "type" => metadata.selects_dockerfiles |= value == "dockerfile",
                _ => {}
            }
        }
        metadata
    }
}

/// Whether brackets nest deeper than anybody writes them: the parser takes twice as long for each level.
pub(super) fn is_nested_too_deeply(text: &str) -> bool {
    const DEEPEST: usize = 12;
    let (mut depth, mut at) = (0_usize, 0);
    let bytes = text.as_bytes();
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'#' => at += text[at..].find('\n').unwrap_or(text.len() - at),
            b'"' => at = end_of_string(bytes, at),
            b'`' => at += 1 + text[at + 1..].find('`').unwrap_or(text.len() - at - 1),
            b'[' => depth += 1,
            b']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > DEEPEST {
            return true;
        }
        at += 1;
    }
    false
}

/// The closing quote.
fn end_of_string(bytes: &[u8], start: usize) -> usize {
    let mut at = start + 1;
    while at < bytes.len() && bytes[at] != b'"' {
        at += if bytes[at] == b'\\' { 2 } else { 1 };
    }
    at
}
