//! A `.dockerignore` file: its patterns in order, and what they leave out.
//!
//! moby/patternmatcher v0.6.0: `ignorefile.ReadAll` for the lines, `MatchesUsingParentResults` for what
//! they decide.

use std::sync::Arc;

use plimsoll_syntax::{SourceFile, Span};

use super::pattern::Pattern;
use crate::base::path::normal;

/// Lines beyond these say nothing: no person wrote them.
const MOST_RULES: usize = 10_000;

/// An ignore file.
#[derive(Clone, Debug)]
pub struct IgnoreFile {
    pub source: Arc<SourceFile>,
    rules: Vec<Rule>,
    /// The lines for which Docker refuses the build.
    refused: Vec<Span>,
    /// The lines with a comment behind the pattern.
    with_comment: Vec<Span>,
}

/// A line that is a pattern.
#[derive(Clone, Debug)]
struct Rule {
    pattern: Pattern,
    /// It begins with `!`.
    takes_in: bool,
    span: Span,
}

/// Which patterns fit a folder: the question for what lies in it begins there.
#[derive(Clone, Debug, Default)]
pub struct Above(Vec<bool>);

/// What the patterns say of a path.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Fate {
    pub is_left_out: bool,
    /// The line that decides; none if no line is about it.
    pub line: Option<Span>,
}

impl IgnoreFile {
    /// Reads an ignore file.
    pub(crate) fn read(source: Arc<SourceFile>) -> Self {
        let (mut rules, mut refused, mut with_comment) = (Vec::new(), Vec::new(), Vec::new());
        let mut start = 0;
        for line in source.text().split_inclusive('\n').take(MOST_RULES) {
            let at = start;
            start += line.len();
            let text = match at {
                // The mark of a byte order.
                0 => line.strip_prefix('\u{feff}').unwrap_or(line),
                _ => line,
            };
            if text.starts_with('#') || text.trim().is_empty() {
                continue;
            }
            let text = text.trim();
            let offset = at + line.find(text).unwrap_or(0);
            let span = Span::new(source.id(), offset, offset + text.len());
            if text.contains(" #") || text.contains("\t#") {
                with_comment.push(span);
            }
            match rule(text, span) {
                Some(rule) => rules.push(rule),
                None => refused.push(span),
            }
        }
        Self {
            source,
            rules,
            refused,
            with_comment,
        }
    }

    /// The lines that are no patterns; no image can be built with one.
    pub fn refused(&self) -> &[Span] {
        &self.refused
    }

    /// The lines with what was meant as a comment behind the pattern, of which it is a part.
    pub fn with_comment(&self) -> &[Span] {
        &self.with_comment
    }

    /// The line that leaves a path of the context out, if one does and none takes it in again.
    pub fn leaves_out(&self, path: &str) -> Option<Span> {
        let mut above = Above::default();
        let folders = path.match_indices('/').map(|(at, _)| &path[..at]);
        for folder in folders {
            above = self.decide(folder, &above).1;
        }
        let (fate, _) = self.decide(path, &above);
        fate.line.filter(|_| fate.is_left_out)
    }

    /// What the patterns say of a path, from what they say of the folder that it lies in.
    pub fn decide(&self, path: &str, above: &Above) -> (Fate, Above) {
        let mut own = vec![false; self.rules.len()];
        let mut fate = Fate {
            is_left_out: false,
            line: None,
        };
        for (index, rule) in self.rules.iter().enumerate() {
            let is_inherited = above.0.get(index).is_some_and(|fits| *fits);
            // What is out already needs no other line to leave it out.
            if !is_inherited && rule.takes_in != fate.is_left_out {
                continue;
            }
            own[index] = is_inherited || rule.pattern.fits(path);
            if own[index] {
                fate = Fate {
                    is_left_out: !rule.takes_in,
                    line: Some(rule.span),
                };
            }
        }
        (fate, Above(own))
    }

    /// Whether something in a folder that is left out may be taken in again.
    pub fn may_take_in(&self, folder: &str) -> bool {
        let taking = self.rules.iter().filter(|rule| rule.takes_in);
        taking.into_iter().any(|rule| rule.pattern.may_fit_in(folder))
    }

    /// The line that leaves the whole context out, if nothing is taken in again.
    pub fn leaves_all_out(&self) -> Option<Span> {
        if self.rules.iter().any(|rule| rule.takes_in) {
            return None;
        }
        self.rules
            .iter()
            .find(|rule| rule.pattern.fits_all())
            .map(|rule| rule.span)
    }
}

/// The pattern of a line, in the form in which it is compared; none if Docker refuses it.
fn rule(text: &str, span: Span) -> Option<Rule> {
    let (takes_in, text) = match text.strip_prefix('!') {
        Some(rest) => (true, rest.trim()),
        None => (false, text),
    };
    if text.is_empty() {
        return None;
    }
    let clean = normal(text);
    let clean = match clean.strip_prefix('/') {
        Some("") if takes_in => return None,
        Some(rest) if !rest.is_empty() => rest,
        _ => &clean,
    };
    let pattern = Pattern::parse(clean).ok()?;
    Some(Rule {
        pattern,
        takes_in,
        span,
    })
}

#[cfg(test)]
mod tests {
    use plimsoll_syntax::FileId;

    use super::*;

    fn file(text: &str) -> IgnoreFile {
        IgnoreFile::read(Arc::new(SourceFile::new(
            FileId(0),
            ".dockerignore".to_owned(),
            text.as_bytes().to_vec(),
        )))
    }

    #[test]
    fn the_last_line_that_fits_decides() {
        for (text, path, expected) in [
            ("a\n", "a", true),
            ("a\n", "a/b/c", true),
            ("a\n", "b/a", false),
            ("/a/\n", "a/b", true),
            ("./a\n", "a", true),
            ("a\n!a/b\n", "a/b", false),
            ("a\n!a/b\n", "a/c", true),
            ("!a/b\na\n", "a/b", true),
            ("*\n!src\n", "src/main.rs", false),
            ("*\n!src\nsrc/*.md\n", "src/a.md", true),
            ("*\n!*.json\n", "package.json", false),
            ("*\n!*.json\n", "src/package.json", true),
            ("**/*.md\n!README.md\n", "README.md", false),
            ("**/*.md\n!README.md\n", "x/README.md", true),
            ("# a\n\n  b  \n", "b", true),
            (" # a\n", "# a", true),
            ("! a\n", "a", false),
            ("a/../b\n", "b", true),
            ("..\n", "b", false),
            ("\u{feff}a\n", "a", true),
        ] {
            assert_eq!(file(text).leaves_out(path).is_some(), expected, "{text:?} {path}");
        }
    }

    #[test]
    fn lines_that_docker_refuses_are_told() {
        let file = file("a\n!\n[b\n!/\n");
        let refused: Vec<&str> = file.refused().iter().map(|span| file.source.slice(*span)).collect();
        assert_eq!(refused, ["!", "[b", "!/"]);
    }

    #[test]
    fn a_whole_context_is_left_out_by_one_line() {
        for (text, expected) in [
            ("*\n", true),
            ("**\n", true),
            ("**\n!a\n", false),
            (".*\n", false),
            ("a*\n", false),
        ] {
            assert_eq!(file(text).leaves_all_out().is_some(), expected, "{text:?}");
        }
    }
}
