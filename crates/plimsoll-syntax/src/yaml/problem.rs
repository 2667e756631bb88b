//! YAML syntax errors, in words for people who did not write a YAML parser.

use granit_parser::{ErrorKind, ScanError};

use crate::{SourceFile, Span, SyntaxError, SyntaxErrorKind};

/// The error at the place where the parser stopped. `last_end` is the end of the last token that it
/// understood, `open` the start of the innermost open collection.
pub(super) fn describe(source: &SourceFile, error: &ScanError, last_end: usize, open: Option<usize>) -> SyntaxError {
    let text = source.text();
    let at = floor(text, error.marker().byte_offset().unwrap_or(last_end));
    let place = Place {
        source,
        text,
        at,
        last_end: floor(text, last_end),
        open,
    };
    if let Some(conflict) = place.conflict() {
        return conflict;
    }
    // Inside quotes a placeholder is text like any other.
    let quotes = matches!(
        error.kind(),
        ErrorKind::UnclosedQuotedScalar
            | ErrorKind::InvalidTrailingSingleQuotedScalar
            | ErrorKind::InvalidTrailingDoubleQuotedScalar
    );
    let template = place.template().filter(|_| !quotes);
    template.unwrap_or_else(|| place.fault(error.kind()))
}

/// Bytes that are not UTF-8, which go-yaml refuses.
pub(super) fn invalid_bytes(source: &SourceFile) -> Vec<SyntaxError> {
    let Some(&first) = source.invalid().first() else {
        return Vec::new();
    };
    let utf16 = first.start == 0 && source.text().as_bytes().contains(&0);
    let message = if utf16 {
        "the file is UTF-16, not UTF-8"
    } else {
        "bytes that are not UTF-8"
    };
    let error = SyntaxError::new(SyntaxErrorKind::Compose, first, message).help("save the file as UTF-8");
    vec![error]
}

struct Place<'a> {
    source: &'a SourceFile,
    text: &'a str,
    at: usize,
    last_end: usize,
    open: Option<usize>,
}

impl Place<'_> {
    fn error(&self, start: usize, end: usize, message: impl Into<String>) -> SyntaxError {
        let start = floor(self.text, start);
        let end = ceil(self.text, end.max(start));
        SyntaxError::new(
            SyntaxErrorKind::Compose,
            Span::new(self.source.id(), start, end),
            message,
        )
    }

    /// One character at a place, or nothing at the end of a line.
    fn character(&self, at: usize) -> usize {
        let next = self.text[at..].chars().next().filter(|&c| c != '\n' && c != '\r');
        at + next.map_or(0, char::len_utf8)
    }

    /// The line around an offset, without spaces at its ends.
    fn line(&self, at: usize) -> (usize, usize) {
        let start = self.text[..at].rfind('\n').map_or(0, |found| found + 1);
        let end = self.text[at..].find('\n').map_or(self.text.len(), |found| at + found);
        let line = &self.text[start..end];
        let left = line.len() - line.trim_start().len();
        let right = line.trim_end().len();
        (start + left.min(right), start + right)
    }

    /// Placeholders of Jinja, Go templates, ERB and cookiecutter are the usual reason why a file
    /// that was never meant to be YAML does not parse.
    fn template(&self) -> Option<SyntaxError> {
        let (start, end) = self.line(self.at);
        let read = self.last_end.min(start)..end;
        let near = &self.text[read.clone()];
        for (open, close) in [("{%", "%}"), ("{{", "}}"), ("<%", "%>")] {
            let Some(found) = near.find(open) else { continue };
            let from = read.start + found;
            let line_end = self.text[from..]
                .find('\n')
                .map_or(self.text.len(), |found| from + found);
            let until = self.text[from..line_end]
                .find(close)
                .map_or(line_end, |found| from + found + 2);
            let message = format!("`{open} {close}` is a template placeholder, so the file is not YAML as it stands");
            return Some(
                self.error(from, until, message)
                    .help("check the file that the template produces, or exclude this one"),
            );
        }
        None
    }

    /// A merge that was committed unresolved.
    fn conflict(&self) -> Option<SyntaxError> {
        let marker = "<<<<<<< ";
        let first = self.text.starts_with(marker).then_some(0);
        let at = first.or_else(|| self.text.find("\n<<<<<<< ").map(|found| found + 1))?;
        let (start, end) = self.line(at);
        let error = self.error(start, end, "this merge conflict is not resolved");
        Some(error.help("keep one of the two sides and remove the markers"))
    }

    /// A list item that begins with another dash or a bullet, as text programs make of a hyphen: it is
    /// text, and takes in the lines below.
    fn odd_dash(&self) -> Option<SyntaxError> {
        let (start, _) = self.line(self.at);
        let above = self.last_line_before(start).map(|(start, _)| start);
        [Some(start), above].into_iter().flatten().find_map(|start| {
            let mut letters = self.text[start..].chars();
            let dash = letters.next().filter(|letter| "‐‑‒–—−•".contains(*letter))?;
            letters.next().filter(|next| next.is_whitespace())?;
            let error = self.error(
                start,
                start + dash.len_utf8(),
                "this is no hyphen, so it starts no list item",
            );
            Some(error.help("write `-`; look for other dashes and curly quotes, which come from text programs"))
        })
    }

    fn fault(&self, kind: &ErrorKind) -> SyntaxError {
        use ErrorKind as E;
        if let Some(dash) = self.odd_dash() {
            return dash;
        }
        match kind {
            E::TabNotAllowed
            | E::TabInBlockIndentation
            | E::TabInIndentation
            | E::TabInPlainScalar
            | E::TabAtBlockScalarStart
            | E::InvalidBlockEntryWhitespace
            | E::InvalidMappingValueWhitespace => self.tab(),
            E::UnclosedQuotedScalar | E::InvalidQuotedScalarIndent | E::DocumentIndicatorInQuotedScalar => {
                self.open_quote()
            }
            E::InvalidTrailingSingleQuotedScalar | E::InvalidTrailingDoubleQuotedScalar => self
                .error(self.at, self.character(self.at), "text after the closing quote")
                .help("put the whole value into the quotes, or escape the quote inside it"),
            E::UnknownQuotedScalarEscape | E::InvalidQuotedScalarHexEscape | E::InvalidUnicodeEscape => self.escape(),
            E::MappingValueNotAllowed | E::MappingKeyNotAllowed | E::SimpleKeyExpected | E::InvalidSimpleKey => {
                self.colon()
            }
            E::ExpectedBlockMappingKey
            | E::ExpectedBlockSequenceEntry
            | E::InvalidIndentation
            | E::BlockSequenceEntryNotAllowed
            | E::ExpectedDocumentStart
            | E::ExpectedNodeContent => self.indentation(),
            E::UnexpectedEofFlowSequence
            | E::UnexpectedEofFlowMapping
            | E::UnexpectedEofImplicitFlowMapping
            | E::UnclosedFlowCollection { .. }
            | E::ExpectedFlowMappingSeparator
            | E::ExpectedFlowSequenceSeparator
            | E::InvalidFlowScalarIndent
            | E::MismatchedFlowCollectionEnd { .. }
            | E::BlockEntryInFlowCollection
            | E::InvalidColonPlacement
            | E::MisplacedFlowCollectionEnd => self.bracket(),
            E::RecursionLimitExceeded => self.error(
                self.at,
                self.character(self.at),
                "brackets or blocks are nested more than 255 deep",
            ),
            E::UnexpectedCharacter { character } => self.unexpected(*character),
            E::InvalidBlockScalarHeader | E::ZeroBlockScalarIndent | E::InvalidBlockScalarIndent => self
                .error(
                    self.at,
                    self.character(self.at),
                    "a `|` or `>` block that cannot be read",
                )
                .help("put the text on the lines below, indented deeper than the key"),
            E::UndeclaredTagHandle | E::InvalidTagTerminator | E::MissingTagUri | E::ExpectedTagBang => self
                .error(self.at, self.character(self.at), "a tag that cannot be read")
                .help("quote a value that starts with `!`"),
            E::MissingAnchorOrAliasName => self
                .error(self.at, self.character(self.at), "an anchor or alias without a name")
                .help("quote a value that starts with `&` or `*`"),
            _ => self.error(self.at, self.character(self.at), format!("not valid YAML: {kind}")),
        }
    }

    fn tab(&self) -> SyntaxError {
        let from = self.last_end.min(self.at);
        let (_, line_end) = self.line(self.at);
        // The tab in question is at the start of a line; the parser may point at the value before
        // it.
        let tab = self
            .tab_in_indentation(from)
            .or_else(|| self.text[from..line_end.max(from)].find('\t').map(|found| from + found))
            .unwrap_or(self.at);
        let blanks = &self.text[tab..];
        let length = blanks.len() - blanks.trim_start_matches('\t').len();
        self.error(tab, tab + length, "a tab in the indentation")
            .help("YAML allows only spaces there")
    }

    fn tab_in_indentation(&self, from: usize) -> Option<usize> {
        let mut start = self.text[..from].rfind('\n').map_or(0, |found| found + 1);
        for line in self.text[start..].split_inclusive('\n') {
            let indent = line.len() - line.trim_start_matches([' ', '\t']).len();
            let tab = line[..indent].find('\t').map(|found| start + found);
            if let Some(tab) = tab.filter(|&tab| tab >= from) {
                return Some(tab);
            }
            start += line.len();
        }
        None
    }

    fn open_quote(&self) -> SyntaxError {
        let from = self.last_end.min(self.at);
        let quote = self.text[from..]
            .find(['"', '\''])
            .map_or(self.at, |found| from + found);
        let (_, line_end) = self.line(quote);
        self.error(quote, line_end.max(quote), "a quote that is not closed")
            .help("close the quote on this line, or indent the lines that belong to it")
    }

    fn escape(&self) -> SyntaxError {
        let known = |next: Option<char>| next.is_some_and(|c| "0abtnvfre \"/\\N_LP\t\n\r'".contains(c));
        let mut at = self.at;
        while let Some(found) = self.text[at..].find('\\') {
            at += found;
            let mut next = self.text[at + 1..].chars();
            if !known(next.next()) {
                break;
            }
            at += 2;
        }
        let at = floor(self.text, at.min(self.text.len()));
        let end = self.character(self.character(at));
        self.error(at, end, "an escape sequence that YAML does not know")
            .help("double the backslash, or use single quotes, in which it has no meaning")
    }

    fn colon(&self) -> SyntaxError {
        let (start, end) = self.line(self.at);
        let line = &self.text[start..end];
        if !line.contains(':') && !line.is_empty() {
            return self
                .error(start, end, "a line that is neither a key nor a list item")
                .help("a key needs a colon; text that belongs to a block above must be indented deeper than its key");
        }
        // A key that lost its colon swallows the line below, whose own colon is then one too many.
        let (line_start, line_end) = self.line(self.at);
        // Spaces that only Unicode knows are text to YAML: a line of them starts after the place.
        let first_colon = !self.text[line_start.min(self.at)..self.at].contains(": ");
        if let Some((start, end)) = self.last_line_before(line_start).filter(|_| first_colon) {
            let line = &self.text[start..end];
            let is_word = !line.contains([':', '"', '\'', '[', '{', '#']) && !line.starts_with("- ");
            if is_word && self.column(start) <= self.column(line_start) {
                let fixed = match line.split_once(' ') {
                    Some((key, value)) => format!("{key}: {}", value.trim_start()),
                    None => format!("{line}:"),
                };
                return self
                    .error(start, end, "a key without its colon")
                    .help(format!("write `{fixed}`"));
            }
            let unspaced = line.split_once(':').filter(|(key, value)| {
                let word = key.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.'));
                word && !key.is_empty() && !value.is_empty() && !value.starts_with([' ', '/'])
            });
            if let Some((key, value)) = unspaced {
                return self
                    .error(start, end, "a colon without a space after it")
                    .help(format!("write `{key}: {value}`"));
            }
            if line.contains(": ") && self.column(start) < self.column(line_start) {
                return self
                    .error(
                        line_start,
                        line_end,
                        "this line is indented deeper than the one above it allows",
                    )
                    .help("a key that has a value on its own line cannot have more keys below it");
            }
        }
        self.error(self.at, self.character(self.at), "a colon that ends no key")
            .help("quote a value that holds `: `, or put a new key on its own line")
    }

    fn indentation(&self) -> SyntaxError {
        let (start, end) = self.line(self.at);
        let above = self
            .last_line_before(start)
            .map_or("", |(start, end)| &self.text[start..end]);
        let lone = self.text[start..end].starts_with("- ") && !above.starts_with("- ");
        if lone && self.text[start..self.at.max(start)].trim() == "-" {
            return self.error(start, end, "a list item where a key is expected").help(
                "a collection is either a list or a mapping: write all of it as `- item` or all as `key: value`",
            );
        }
        let at = self.at.clamp(start, end.max(start));
        let line = &self.text[at..end.max(at)];
        let key_like = line.starts_with("- ") || line.contains(':');
        let message = if key_like {
            "the indentation of this line matches none of the levels above it"
        } else {
            "a line that is neither a key nor a list item"
        };
        let help = if key_like {
            "indent it like its siblings"
        } else {
            "a key needs a colon and a space after it, an item a dash and a space before it"
        };
        self.error(at, end.max(at), message).help(help)
    }

    fn bracket(&self) -> SyntaxError {
        let at = self.at.min(self.text.len());
        let is_bracket = |at: usize| matches!(self.text.as_bytes().get(at), Some(b'[' | b'{'));
        let opened = if is_bracket(at) {
            Some(at)
        } else {
            self.open.filter(|&open| is_bracket(open))
        };
        // An open bracket swallows the lines below, so the error shows far after it.
        let far = |open: usize| open == at || at == self.text.len() || self.text[open..at].contains('\n');
        if let Some(open) = opened.filter(|&open| open <= at && far(open)) {
            return self
                .error(open, open + 1, "a bracket or brace that is not closed")
                .help("close `[` with `]` and `{` with `}`, or quote a value that starts with one");
        }
        self.error(at, self.character(at), "not expected between brackets or braces")
            .help("separate items with commas, close `[` with `]` and `{` with `}`")
    }

    fn unexpected(&self, character: char) -> SyntaxError {
        // The parser points at the start of the text that contains the character.
        let from = self.last_end.min(self.at);
        let found = self.text[self.at..].find(character).map(|found| self.at + found);
        let found = found.or_else(|| self.text[from..].find(character).map(|found| from + found));
        let at = found.unwrap_or(self.at);
        let end = self.character(at);
        match character {
            '\0' => self.error(at, end, "a NUL byte").help("save the file as UTF-8 text"),
            c if c.is_control() => self
                .error(at, end, format!("the control character U+{:04X}", c as u32))
                .help("remove it, or write it as an escape in double quotes"),
            '@' | '`' | '%' => self
                .error(at, end, format!("a value cannot start with `{character}`"))
                .help("quote the value"),
            _ => self.error(at, end, format!("`{character}` is not expected here")),
        }
    }

    /// The last line with text that ends before an offset.
    fn last_line_before(&self, start: usize) -> Option<(usize, usize)> {
        let end = self.text[..start].trim_end().len();
        (end > 0).then(|| self.line(floor(self.text, end - 1)))
    }

    fn column(&self, at: usize) -> usize {
        at - self.text[..at].rfind('\n').map_or(0, |found| found + 1)
    }
}

fn floor(text: &str, at: usize) -> usize {
    text.floor_char_boundary(at)
}

fn ceil(text: &str, at: usize) -> usize {
    text.ceil_char_boundary(at)
}
