//! Secrets in a text that nobody has parsed: a broken file, a comment, a message that quotes a line.
//!
//! It goes by the lines alone: a name that says secret, a separator, and the value behind it; and by
//! the shapes of credentials. It takes rather too much than too little, since what it finds is only
//! kept from being shown.

use std::borrow::Cow;
use std::ops::Range;

use super::credential::credentials;
use super::kind::ValueKind;
use super::name::{part_of_secret, secret_name};
use super::value::{known_password, redacted, value_kind};

/// A longer word is not a name.
const LONGEST_NAME: usize = 128;
/// So much of a value is looked at to see what it is, and of a line to see how it begins.
const LONGEST_VALUE: usize = 2_048;
const LONGEST_LEAD: usize = 32;
/// Defaults inside defaults are followed to this depth.
const DEEPEST_DEFAULT: usize = 8;
/// Fewer literal letters between references are no password.
const FEWEST_LITERAL: usize = 4;

/// What nobody should see of a text, in order and without overlaps.
pub fn written_secrets(text: &str) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = credentials(text).into_iter().map(|found| found.secret).collect();
    found.extend(beside_names(text).into_iter().map(|(_, value)| value));
    merged(found)
}

/// A sentence about a file without the secrets in it. Only what stands between backticks is code, in
/// which a name has a value.
pub fn without_secrets(sentence: &str) -> Cow<'_, str> {
    let mut found: Vec<Range<usize>> = credentials(sentence).into_iter().map(|found| found.secret).collect();
    if sentence.contains('`') {
        let quoted = beside_names(sentence)
            .into_iter()
            .filter(|(quote, _)| *quote == Some(b'`'));
        found.extend(quoted.map(|(_, value)| value));
    }
    found.retain(|range| !known_password(&sentence[range.clone()]));
    if found.is_empty() {
        return Cow::Borrowed(sentence);
    }
    let mut shown = String::with_capacity(sentence.len());
    let mut copied = 0;
    for range in merged(found) {
        shown.push_str(&sentence[copied..range.start]);
        shown.push_str(&redacted(&sentence[range.clone()]));
        copied = range.end;
    }
    shown.push_str(&sentence[copied..]);
    Cow::Owned(shown)
}

fn merged(mut ranges: Vec<Range<usize>>) -> Vec<Range<usize>> {
    ranges.retain(|range| !range.is_empty());
    ranges.sort_by_key(|range| (range.start, range.end));
    let mut merged: Vec<Range<usize>> = Vec::with_capacity(ranges.len());
    for range in ranges {
        match merged.last_mut() {
            Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
            _ => merged.push(range),
        }
    }
    merged
}

/// The values of names that say secret, each with the quote that was open before its name.
fn beside_names(text: &str) -> Vec<(Option<u8>, Range<usize>)> {
    let mut found = Vec::new();
    let mut below: Option<Below> = None;
    let mut start = 0;
    while start < text.len() {
        // A line without such a name only counts below one.
        if below.is_none() {
            let Some(name) = part_of_secret(text, start) else { break };
            start = text[start..name].rfind('\n').map_or(start, |end| start + end + 1);
        }
        let end = text[start..].find('\n').map_or(text.len(), |end| start + end + 1);
        let line = Line::new(text[start..end].trim_end_matches(['\n', '\r']), start);
        start = end;
        if let Some(value) = below.as_mut().and_then(|below| below.value(&line)) {
            found.push((None, value));
            continue;
        }
        // An empty line may lie inside a block.
        if !line.text.trim().is_empty() {
            below = None;
        }
        below = line.add_values(&mut found).or(below);
    }
    found
}

/// A name whose value is expected on the lines below it.
struct Below {
    indent: usize,
    /// A text of several lines, whatever these look like.
    is_block: bool,
    is_done: bool,
}

impl Below {
    /// The part of a line that is such a value.
    fn value(&mut self, line: &Line<'_>) -> Option<Range<usize>> {
        let text = &line.text[line.indent..];
        if text.is_empty() || line.indent <= self.indent || self.is_done {
            return None;
        }
        if self.is_block {
            return Some(line.range(line.indent, line.text.len()));
        }
        self.is_done = true;
        let value = text.trim_start_matches(['-', ' ']);
        let is_entry = value.contains(": ") || value.ends_with(':') || value.starts_with('#');
        let start = line.text.len() - value.len();
        (!is_entry && !value.is_empty()).then(|| line.range(start, line.text.len()))
    }
}

#[derive(Clone, Copy)]
struct Line<'t> {
    text: &'t str,
    /// Where it starts in the whole text.
    start: usize,
    indent: usize,
}

/// A word of a line that may be a name.
struct Word {
    start: usize,
    end: usize,
    /// The quote that is open before it.
    quote: Option<u8>,
    /// A list or mapping was opened on the line.
    in_flow: bool,
}

/// What stands between a name and its value.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Separator {
    Colon,
    Equals,
    /// Only blanks, or a comma between two words of a list.
    Blank,
}

impl<'t> Line<'t> {
    fn new(text: &'t str, start: usize) -> Self {
        let indent = text.len() - text.trim_start().len();
        Self { text, start, indent }
    }

    fn range(&self, start: usize, end: usize) -> Range<usize> {
        self.start + start..self.start + end
    }

    /// Adds the values on this line. Returns the name whose value follows on the next ones.
    fn add_values(&self, found: &mut Vec<(Option<u8>, Range<usize>)>) -> Option<Below> {
        let bytes = self.text.as_bytes();
        let (mut at, mut quote, mut in_flow) = (0, None, false);
        let mut below = None;
        while at < bytes.len() {
            let byte = bytes[at];
            if !is_name_byte(byte) {
                match byte {
                    b'"' | b'\'' | b'`' if quote == Some(byte) => quote = None,
                    b'"' | b'\'' | b'`' if quote.is_none() => quote = Some(byte),
                    b'{' | b'[' => in_flow = true,
                    _ => {}
                }
                at += 1;
                continue;
            }
            let start = at;
            while at < bytes.len() && is_name_byte(bytes[at]) {
                at += 1;
            }
            let word = Word {
                start,
                end: at,
                quote,
                in_flow,
            };
            let Some(value) = self.value_of(&word) else { continue };
            let text = &self.text[value.clone()];
            let opens_block = is_block_mark(text);
            if text.is_empty() || opens_block {
                let is_key = quote.is_none()
                    && self
                        .lead(&word)
                        .is_some_and(|lead| lead.trim_matches(['-', ' ']).is_empty());
                let is_key = is_key && is_variable(&self.text[word.start..word.end]);
                below = (is_key || opens_block).then(|| self.below(opens_block));
                continue;
            }
            let is_quoted = matches!(bytes[value.start - 1], b'"' | b'\'') && quote != Some(bytes[value.start - 1]);
            if self.is_closed(&word) {
                quote = None;
            }
            at = value.end + usize::from(is_quoted);
            // A text whose quote is not closed goes on.
            let is_closed = matches!(bytes.get(value.end), Some(b'"' | b'\'' | b'\\'));
            below = (is_quoted && !is_closed).then(|| self.below(true));
            found.push((word.quote, self.range(value.start, value.end)));
        }
        below
    }

    fn below(&self, is_block: bool) -> Below {
        Below {
            indent: self.indent,
            is_block,
            is_done: false,
        }
    }

    /// What stands before a word, if that is short enough to tell something.
    fn lead(&self, word: &Word) -> Option<&'t str> {
        let lead = &self.text[self.indent..word.start];
        (lead.len() <= LONGEST_LEAD).then_some(lead)
    }

    /// The value behind a word if that is the name of a secret; empty if it may follow on the next
    /// line.
    fn value_of(&self, word: &Word) -> Option<Range<usize>> {
        if word.end - word.start > LONGEST_NAME {
            return None;
        }
        let before = self.text.as_bytes()[..word.start].last().copied();
        if before == Some(b'{') && self.text[..word.start].ends_with("${") {
            return self.default_of(word).or_else(|| self.compared_with(word));
        }
        if before == Some(b'$') {
            return self.compared_with(word);
        }
        let written = &self.text[word.start..word.end];
        let name = written.trim_start_matches('-');
        let (separator, at) = self.separator(word)?;
        let is_header = name.eq_ignore_ascii_case("authorization");
        if !is_header && secret_name(name).is_none() {
            return None;
        }
        let value = self.value_at(word, separator, at)?;
        let text = &self.text[value.clone()];
        if text.is_empty() || is_block_mark(text) {
            return (separator == Separator::Colon).then_some(value);
        }
        let is_comment = word.quote.is_none() && self.text[self.indent..].starts_with('#');
        if is_comment && separator != Separator::Equals && text.contains(' ') {
            return None;
        }
        let is_secret = match is_header {
            true => is_secret("token", text.rsplit(' ').next().unwrap_or(text)),
            false => is_secret(name, text),
        };
        is_secret.then(|| {
            let default = literal_default(text);
            value.start + default.start..value.start + default.end
        })
    }

    /// The default of a variable: `${NAME:-default}`.
    fn default_of(&self, word: &Word) -> Option<Range<usize>> {
        let rest = &self.text[word.start..];
        let length = rest.bytes().take_while(|b| b.is_ascii_alphanumeric() || *b == b'_');
        let length = length.count();
        let name = &rest[..length];
        let sign = [":-", ":=", "-", "="]
            .into_iter()
            .find(|sign| rest[length..].starts_with(sign))?;
        let start = word.start + length + sign.len();
        secret_name(name)?;
        let mut depth = 0_usize;
        let closes = |byte: &u8| match byte {
            b'{' => {
                depth += 1;
                false
            }
            b'}' if depth == 0 => true,
            b'}' => {
                depth -= 1;
                false
            }
            _ => false,
        };
        let rest = self.window(start);
        let end = rest.as_bytes().iter().position(closes).unwrap_or(rest.len());
        is_secret(name, &rest[..end]).then(|| self.extended(start, start + end))
    }

    /// What a variable is compared with: `[ "$PASSWORD" = "hunter2" ]`.
    fn compared_with(&self, word: &Word) -> Option<Range<usize>> {
        let name = &self.text[word.start..word.end];
        let rest = &self.text[word.end..];
        let rest = rest.strip_prefix('}').unwrap_or(rest);
        let rest = rest.strip_prefix(['"', '\'']).unwrap_or(rest).trim_start();
        let rest = ["==", "!=", "="].iter().find_map(|sign| rest.strip_prefix(sign))?;
        secret_name(name).filter(|_| rest.starts_with([' ', '\t']))?;
        let value = self.value_at(word, Separator::Equals, self.text.len() - rest.len())?;
        is_secret(name, &self.text[value.clone()]).then_some(value)
    }

    /// The separator behind a word, and where what follows it starts.
    fn separator(&self, word: &Word) -> Option<(Separator, usize)> {
        let written = &self.text[word.start..word.end];
        let mut rest = &self.text[word.end..];
        rest = ["\\\"", "\\'"]
            .iter()
            .find_map(|quote| rest.strip_prefix(quote))
            .unwrap_or(rest);
        // The quotes of the name itself.
        if self.is_closed(word) {
            // A name between backticks is only spoken of.
            if word.quote == Some(b'`') {
                return None;
            }
            rest = &rest[1..];
        }
        let plain = rest.trim_start_matches([' ', '\t']);
        let at = |rest: &str| self.text.len() - rest.len();
        if let Some(rest) = plain.strip_prefix(":=").or_else(|| plain.strip_prefix("=>")) {
            return Some((Separator::Equals, at(rest)));
        }
        if let Some(rest) = plain.strip_prefix('=') {
            return (!rest.starts_with('=')).then(|| (Separator::Equals, at(rest)));
        }
        if let Some(rest) = plain.strip_prefix(':') {
            // `team/auth:1.2` is an image.
            let is_apart = rest.is_empty() || rest.starts_with([' ', '\t', '"', '\'']);
            let is_key = is_apart || is_variable(written);
            return is_key.then(|| (Separator::Colon, at(rest)));
        }
        let is_flag = written.starts_with("--") && written != "--secret";
        if is_flag && (plain.len() < rest.len() || plain.starts_with(',')) {
            let value = plain.trim_start_matches(',').trim_start_matches([' ', '\t']);
            return (!value.starts_with('-')).then(|| (Separator::Blank, at(value)));
        }
        // `ENV NAME value`, or a line whose separator was forgotten.
        let lead = self
            .lead(word)?
            .trim_start_matches(['#', ' ', '\t', '-', '"', '\'', '`']);
        let lead = lead.trim_end();
        let is_first = lead.bytes().all(|byte| byte.is_ascii_alphabetic());
        let goes_on = plain.len() < rest.len() && !plain.starts_with(['|', '&', ';', '<', '>', ')', '#', '\\', '`']);
        (is_first && goes_on && !plain.is_empty() && is_variable(written)).then(|| (Separator::Blank, at(plain)))
    }

    /// The value that starts behind a separator.
    fn value_at(&self, word: &Word, separator: Separator, at: usize) -> Option<Range<usize>> {
        let start = self.text.len() - self.text[at..].trim_start_matches([' ', '\t']).len();
        let is_apart = start > at;
        let rest = self.window(start);
        let is_escaped = rest.starts_with("\\\"") || rest.starts_with("\\'");
        if let Some(quote @ (b'"' | b'\'')) = rest.as_bytes().get(usize::from(is_escaped)).copied() {
            let start = start + usize::from(is_escaped) + 1;
            let end = start + closing(self.window(start), quote, is_escaped);
            return Some(self.extended(start, end));
        }
        if rest.starts_with('{') || rest.starts_with('[') {
            return None;
        }
        let open = word.quote.filter(|_| !self.is_closed(word));
        let lead = self.text[self.indent..word.start]
            .trim_end_matches(['"', '\''])
            .trim_end();
        let is_item = lead.is_empty() || lead.ends_with(['-', '[', ',', ':', '(']);
        // The quote right before the name ends its value too, whatever other quotes are around both.
        let hug = self.text[..word.start].bytes().next_back();
        let hug = hug.filter(|byte| matches!(byte, b'"' | b'\'' | b'`') && !self.is_closed(word));
        let takes_line = match separator {
            Separator::Colon => true,
            Separator::Equals => hug == Some(b'`') || is_item && (open.is_some() || lead.ends_with('-')),
            Separator::Blank => !self.text[word.start..].starts_with("--"),
        };
        let mut end = rest.len();
        if let Some(open) = hug.or(open) {
            end = rest.bytes().position(|byte| byte == open).unwrap_or(end);
        } else if word.in_flow && separator == Separator::Colon {
            end = rest.find([',', '}']).unwrap_or(end);
        }
        if takes_line {
            end = rest[..end].find(" #").unwrap_or(end);
        } else {
            end = word_end(&rest[..end]);
            // `ENV A= B=c` leaves A empty.
            if is_apart && rest[..end].contains('=') {
                return None;
            }
        }
        Some(self.extended(start, start + end))
    }

    /// The text from a place on, as much as is looked at.
    fn window(&self, start: usize) -> &'t str {
        let rest = &self.text[start..];
        &rest[..rest.floor_char_boundary(LONGEST_VALUE)]
    }

    /// A value, with the whole rest of the line if its end was not looked for that far.
    fn extended(&self, start: usize, end: usize) -> Range<usize> {
        let is_cut = end < self.text.len() && end - start == self.window(start).len();
        let end = if is_cut { self.text.len() } else { end };
        let value = self.text[start..end].trim_end_matches([' ', '\t', '\\']);
        start..start + value.len()
    }

    /// Whether the quote before a word ends right behind it.
    fn is_closed(&self, word: &Word) -> bool {
        word.quote.is_some() && self.text.as_bytes().get(word.end).copied() == word.quote
    }
}

/// Where a quoted text ends: at its quote, or with the line if there is none.
fn closing(text: &str, quote: u8, is_escaped: bool) -> usize {
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        match bytes[at] {
            b'\\' if is_escaped && bytes.get(at + 1) == Some(&quote) => return at,
            b'\\' if quote == b'"' => at += 1,
            byte if byte == quote => return at,
            _ => {}
        }
        at += 1;
    }
    bytes.len()
}

/// The part of a value behind the names of the variables that it is the default of.
fn literal_default(value: &str) -> Range<usize> {
    let mut range = 0..value.len();
    for _ in 0..DEEPEST_DEFAULT {
        let here = &value[range.clone()];
        let Some(inner) = here.strip_prefix("${").and_then(|inner| inner.strip_suffix('}')) else {
            break;
        };
        let name = inner
            .bytes()
            .take_while(|b| b.is_ascii_alphanumeric() || *b == b'_')
            .count();
        let Some(sign) = [":-", "-"].into_iter().find(|sign| inner[name..].starts_with(sign)) else {
            break;
        };
        range = range.start + 2 + name + sign.len()..range.end - 1;
    }
    range
}

/// The end of an unquoted word of a shell; a backslash keeps the blank behind it.
fn word_end(text: &str) -> usize {
    let mut is_escaped = false;
    let ends = |byte: u8| {
        let ends = matches!(byte, b' ' | b'\t') && !is_escaped;
        is_escaped = byte == b'\\' && !is_escaped;
        ends
    };
    text.bytes().position(ends).unwrap_or(text.len())
}

fn is_name_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.')
}

/// Whether a name is one as variables have them, and not a word of a sentence or a path.
fn is_variable(name: &str) -> bool {
    name.contains('_') && !name.bytes().any(|byte| byte.is_ascii_lowercase())
}

/// `|`, `>-`, `|2+`: the text follows on the next lines.
fn is_block_mark(value: &str) -> bool {
    let rest = value.strip_prefix(['|', '>']);
    rest.is_some_and(|rest| rest.bytes().all(|byte| matches!(byte, b'+' | b'-' | b'0'..=b'9')))
}

fn is_secret(name: &str, value: &str) -> bool {
    match value_kind(name, value) {
        ValueKind::Secret => value.bytes().any(|byte| byte.is_ascii_alphanumeric()) || value.len() > 2,
        // A reference that is never closed, or a password with a dollar sign in it.
        ValueKind::Reference => literal_length(value) >= FEWEST_LITERAL,
        ValueKind::Empty | ValueKind::Placeholder | ValueKind::NotSecret(_) => false,
    }
}

/// How much of a value is no reference; nothing of a command or a template.
fn literal_length(value: &str) -> usize {
    if ["$(", "`", "{{", "#{", "<%"].iter().any(|sign| value.contains(sign)) || value.starts_with(['%', '@']) {
        return 0;
    }
    let mut length = 0;
    let mut rest = value;
    while let Some(at) = rest.find('$') {
        length += at;
        let name = rest[at..].trim_start_matches('$');
        rest = match name.strip_prefix('{') {
            Some(inner) => match inner.find('}') {
                Some(end) => &inner[end + 1..],
                None => return length + inner.len(),
            },
            None => name.trim_start_matches(|c: char| c.is_ascii_alphanumeric() || c == '_'),
        };
    }
    length + rest.trim_matches(['"', '\'', '}']).len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(text: &str) -> Vec<&str> {
        written_secrets(text).into_iter().map(|range| &text[range]).collect()
    }

    #[test]
    fn values_beside_names() {
        for (text, value) in [
            ("POSTGRES_PASSWORD: hunter2-blue: Harbour9x", "hunter2-blue: Harbour9x"),
            ("  POSTGRES_PASSWORD:hunter2-blue", "hunter2-blue"),
            ("POSTGRES_PASSWORD: hunter2 blue # old", "hunter2 blue"),
            ("POSTGRES_PASSWORD: *hunter2-blue", "*hunter2-blue"),
            ("POSTGRES_PASSWORD: \"hunter2 blue", "hunter2 blue"),
            ("\"POSTGRES_PASSWORD\": \"hunter2 blue\",", "hunter2 blue"),
            ("- POSTGRES_PASSWORD=hunter2 blue", "hunter2 blue"),
            ("- \"POSTGRES_PASSWORD=hunter2 blue\"", "hunter2 blue"),
            ("['POSTGRES_PASSWORD=hunter2 blue']", "hunter2 blue"),
            ("{DB_PASSWORD: hunter2-blue, A: b}", "hunter2-blue"),
            ("image: \"a:${POSTGRES_PASSWORD:-hunter2-blue", "hunter2-blue"),
            ("A: ${DB_PASSWORD-hunter2-blue}/x", "hunter2-blue"),
            ("DB_PASSWORD: ${hunter2-blue", "${hunter2-blue"),
            ("DB_PASSWORD: ${SHOP:-${DOOR-hunter2}}", "hunter2"),
            ("DB_PASSWORD: hunter2$ecret", "hunter2$ecret"),
            ("EVN API_TOKEN=hunter2-blue A=b", "hunter2-blue"),
            ("ENV API_TOKEN hunter2-blue green", "hunter2-blue green"),
            ("API_TOKEN hunter2-blue", "hunter2-blue"),
            ("if [ \"$DB_PASSWORD\" = \"hunter2-blue\" ]; then", "hunter2-blue"),
            ("[[ ${DB_PASSWORD} == 'hunter2-blue' ]]", "hunter2-blue"),
            ("# old: DB_PASSWORD=hunter2-blue", "hunter2-blue"),
            ("RUN sh -c \"API_TOKEN=hunter2-blue make\"", "hunter2-blue"),
            ("RUN x --password hunter2-blue -v", "hunter2-blue"),
            ("CMD [\"x\", \"--password\", \"hunter2-blue\"]", "hunter2-blue"),
            ("COPY --password=hunter2-blue a b", "hunter2-blue"),
            ("-H 'Authorization: Bearer hunter2-blue' x", "Bearer hunter2-blue"),
            ("CMD \"{\\\"password\\\": \\\"hunter2 blue\\\"}\"", "hunter2 blue"),
            ("ENV DB_PASSWORD=hunter2\\ blue A=b", "hunter2\\ blue"),
            ("DB_PASSWORD:\n  hunter2-blue\nA: b", "hunter2-blue"),
            ("a: {}\n  API_TOKEN:\n    - hunter2-blue\n", "hunter2-blue"),
            ("DB_PASSWORD: |-\n  hunter2: blue\nA: b", "hunter2: blue"),
        ] {
            assert_eq!(values(text), [value], "{text}");
        }
    }

    #[test]
    fn what_is_no_secret_stays() {
        for text in [
            "POSTGRES_PASSWORD: ${POSTGRES_PASSWORD:?set it}",
            "POSTGRES_PASSWORD_FILE: /run/secrets/x",
            "POSTGRES_PASSWORD: /run/secrets/x",
            "DB_PASSWORD=$(cat /run/secrets/x)",
            "image: team/auth:1.2",
            "ARG NPM_TOKEN\nRUN make",
            "ENV API_TOKEN= PORT=80",
            "# the token: what the program asks for",
            "secrets:\n  db_password:\n    file: ./x",
            "RUN --mount=type=secret,id=token,env=API_TOKEN make",
            "docker build --secret id=token .",
            "unset API_TOKEN && make",
            "echo $API_TOKEN: x",
            "- API_TOKEN",
        ] {
            assert!(values(text).is_empty(), "{text}: {:?}", values(text));
        }
    }

    #[test]
    fn sentences_lose_what_they_quote() {
        for (sentence, shown) in [
            ("unknown `API_TOKEN=hunter2 blue` here", "unknown `API_TOKEN=…` here"),
            ("no password: set one", "no password: set one"),
            (
                "`CMD [\"a\", \"--token=hunter2\", \"b\"]`",
                "`CMD [\"a\", \"--token=…\", \"b\"]`",
            ),
            (
                "`API_TOKEN` in `environment` is no list",
                "`API_TOKEN` in `environment` is no list",
            ),
            ("behind `--password` can be read", "behind `--password` can be read"),
            ("`a://u:Vw3-blue-Harbour@db/x`", "`a://u:Vw3-…@db/x`"),
            (
                "`POSTGRES_PASSWORD: ${POSTGRES_PASSWORD:?}`",
                "`POSTGRES_PASSWORD: ${POSTGRES_PASSWORD:?}`",
            ),
        ] {
            assert_eq!(without_secrets(sentence), shown);
        }
    }

    #[test]
    fn stays_linear_on_hostile_text() {
        for part in [
            "PASSWORD=",
            "A_TOKEN:",
            "${A_TOKEN:-",
            "${A_TOKEN:-$(",
            "A_TOKEN=$(",
            "\"",
            "--token ",
            "token: {",
            "A_TOKEN:\n ",
            "\\\"",
            "secret",
        ] {
            written_secrets(&part.repeat(100_000));
        }
    }
}
