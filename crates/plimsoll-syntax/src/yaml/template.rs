//! Lines of a template engine that hide in comments: what the file says depends on them, so as it
//! stands nobody starts anything with it.

use super::Comment;
use crate::{SourceFile, SyntaxError, SyntaxErrorKind};

/// The first of them, as what makes the file unreadable.
pub(super) fn find(source: &SourceFile, comments: &[Comment]) -> Option<SyntaxError> {
    let comment = comments
        .iter()
        .find(|comment| is_statement(source.slice(comment.span)))?;
    let message = "this line is for a template engine, so the file is not checked as it is";
    let error = SyntaxError::new(SyntaxErrorKind::Template, comment.span, message);
    Some(error.help("check the file that the template produces"))
}

fn is_statement(comment: &str) -> bool {
    let text = comment.trim_start_matches('#');
    if let Some(rest) = text.strip_prefix('!') {
        return begins_with(
            rest,
            &[
                "for", "endfor", "if", "endif", "elif", "else", "value", "values", "include",
            ],
        );
    }
    // ytt.
    if let Some(rest) = text.strip_prefix("@ ") {
        return begins_with(rest, &["for", "if", "elif", "else:", "end", "def", "load"]);
    }
    // Jinja and Liquid.
    if let Some((_, inside)) = text.split_once("{%") {
        return inside.contains("%}");
    }
    // Go templates and Handlebars.
    let Some((_, inside)) = text.split_once("{{") else {
        return false;
    };
    let inside = inside.trim_start_matches(['-', '~', ' ', '#', '/']);
    inside.contains("}}") && begins_with(inside, &["if", "range", "with", "end", "else", "each"])
}

/// Whether a text begins with one of some words.
fn begins_with(text: &str, words: &[&str]) -> bool {
    let end = text.find(|letter: char| letter.is_whitespace() || matches!(letter, '(' | '}' | '-'));
    words.contains(&&text[..end.unwrap_or(text.len())])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statements_in_comments() {
        for comment in [
            "#!for prod",
            "#!value tag:",
            "#!endfor",
            "#@ if data.values.debug:",
            "#@ end",
            "#@ load(\"@ytt:data\", \"data\")",
            "# {% if debug %}",
            "#{{- range .Services }}",
            "# {{ end }}",
            "# {{#if debug}}",
        ] {
            assert!(is_statement(comment), "{comment}");
        }
        for comment in [
            "#!/usr/bin/env docker-compose",
            "#! for production only",
            "#!important",
            "# for prod",
            "#@ me: look at this",
            "# docker ps --format '{{ .Names }}'",
            "# {{ your name }}",
            "# 100 {% of it",
        ] {
            assert!(!is_statement(comment), "{comment}");
        }
    }
}
