//! Texts in the format of a real credential, whatever name is beside them.
//!
//! Issuers give their keys a prefix, a length and an alphabet; the tables in `issuers` list these.
//! Documented samples and placeholders have the format too, and are skipped.

use std::ops::Range;

use memchr::{memchr, memmem};

use super::entropy::{entropy, is_patterned};
use super::issuers::{Beginnings, MARKS, SAMPLES, SHAPES, Shape, is_base64, is_hex, is_word};

/// A credential in a text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TokenMatch {
    /// Its bytes; for a private key, those of its opening line.
    pub range: Range<usize>,
    /// What it is, for a message: `GitHub token`.
    pub kind: &'static str,
}

static SHAPE_BEGINNINGS: Beginnings = Beginnings::of(SHAPES);
static MARK_BEGINNINGS: Beginnings = Beginnings::of(MARKS);

/// No key is shorter, including its prefix; its first part may be, if a dot or another separator
/// follows.
const SHORTEST: usize = 16;

/// The words of a text that could be a key: letters, digits, `_`, `-` and `.` in a row.
pub fn key_words(text: &str) -> impl Iterator<Item = Range<usize>> {
    let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
    let mut at = 0;
    text.split_inclusive(move |c| !is_part(c)).filter_map(move |piece| {
        let start = at;
        at += piece.len();
        let word = piece.trim_end_matches(|c| !is_part(c));
        (!word.is_empty()).then_some(start..start + word.len())
    })
}

/// Every part of `text` that has the format of a real credential, in order.
pub(crate) fn token_shapes(text: &str) -> Vec<TokenMatch> {
    if text.len() < SHORTEST {
        return Vec::new();
    }
    let mut found = private_keys(text);
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        if !is_word(bytes[at]) {
            at += 1;
            continue;
        }
        // A run of letters is looked at only once, from its start: prefixes inside words are
        // coincidence.
        let end = run_end(bytes, at, is_word, bytes.len());
        let matched = credential(text, at, end);
        at = end;
        if let Some(matched) = matched {
            at = at.max(matched.range.end);
            found.push(matched);
        }
    }
    found.sort_by_key(|matched| matched.range.start);
    found
}

/// The credential that starts with the run from `start` to `end`.
fn credential(text: &str, start: usize, end: usize) -> Option<TokenMatch> {
    let bytes = text.as_bytes();
    let next = bytes.get(end).copied().unwrap_or(b' ');
    // Most runs are words; these tests keep them away from the tables.
    let is_long = end - start >= SHORTEST;
    if (is_long || next == b'.')
        && let Some(found) = prefixed(text, start)
    {
        return Some(found);
    }
    if matches!(next, b'.' | b'=')
        && let Some(found) = web_token(text, start, end).or_else(|| marked(text, start))
    {
        return Some(found);
    }
    match bytes[start] {
        b'0'..=b'9' if next == b':' => telegram_token(text, start, end),
        b'a' | b'A' => aws_secret(text, start, end),
        _ => None,
    }
}

fn prefixed(text: &str, start: usize) -> Option<TokenMatch> {
    let rest = &text.as_bytes()[start..];
    if !SHAPE_BEGINNINGS.may_start(rest) {
        return None;
    }
    let shape = SHAPES.iter().find(|shape| shape.starts(rest))?;
    matches_shape(text, start, shape)
}

fn marked(text: &str, start: usize) -> Option<TokenMatch> {
    let rest = &text.as_bytes()[start..];
    if !MARK_BEGINNINGS.may_start(rest) {
        return None;
    }
    let shape = MARKS.iter().find(|shape| shape.starts(rest))?;
    matches_shape(text, start, shape)
}

fn matches_shape(text: &str, start: usize, shape: &Shape) -> Option<TokenMatch> {
    let bytes = text.as_bytes();
    let body = start + shape.prefix.len();
    let end = run_end(bytes, body, shape.alphabet, body + shape.longest + 1);
    if !(shape.shortest..=shape.longest).contains(&(end - body)) {
        return None;
    }
    // A longer word that continues with other letters is something else.
    if bytes.get(end).is_some_and(|byte| byte.is_ascii_alphanumeric()) {
        return None;
    }
    (!is_sample(&text[start..end], &text[body..end])).then_some(TokenMatch {
        range: start..end,
        kind: shape.kind,
    })
}

/// A JSON web token: two JSON objects and a signature in base64.
fn web_token(text: &str, start: usize, header: usize) -> Option<TokenMatch> {
    let bytes = text.as_bytes();
    if !bytes[start..].starts_with(b"eyJ") || header - start < 16 {
        return None;
    }
    if !bytes[header..].starts_with(b".eyJ") {
        return None;
    }
    let payload = run_end(bytes, header + 1, is_word, bytes.len());
    if bytes.get(payload) != Some(&b'.') || payload - header < 16 {
        return None;
    }
    let end = run_end(bytes, payload + 1, is_word, bytes.len());
    if end - payload < 24 || is_sample(&text[start..end], &text[payload + 1..end]) {
        return None;
    }
    Some(TokenMatch {
        range: start..end,
        kind: "JSON web token",
    })
}

/// `123456789:AA…`, as Telegram's BotFather issues them.
fn telegram_token(text: &str, start: usize, colon: usize) -> Option<TokenMatch> {
    let bytes = text.as_bytes();
    let is_id = (8..=10).contains(&(colon - start))
        && bytes[start..colon].iter().all(u8::is_ascii_digit)
        && bytes[colon..].starts_with(b":AA");
    if !is_id {
        return None;
    }
    let end = run_end(bytes, colon + 1, is_word, colon + 37);
    if end - colon != 36 || is_sample(&text[start..end], &text[colon + 1..end]) {
        return None;
    }
    Some(TokenMatch {
        range: start..end,
        kind: "Telegram bot token",
    })
}

/// Forty letters of base64 have no format of their own, so the name before them has to tell.
fn aws_secret(text: &str, start: usize, end: usize) -> Option<TokenMatch> {
    let bytes = text.as_bytes();
    let name = &bytes[start..end];
    let names: [&[u8]; 3] = [b"aws_secret_access_key", b"aws_secret_key", b"awssecretkey"];
    if !names.iter().any(|known| name.eq_ignore_ascii_case(known)) {
        return None;
    }
    let value = run_end(bytes, end, |byte| b" =:\"'\\".contains(&byte), end + 6);
    let stop = run_end(bytes, value, is_base64, value + 41);
    if value == end || stop - value != 40 || is_sample(&text[value..stop], &text[value..stop]) {
        return None;
    }
    Some(TokenMatch {
        range: value..stop,
        kind: "AWS secret key",
    })
}

/// The opening lines of private keys in PEM that a key follows.
fn private_keys(text: &str) -> Vec<TokenMatch> {
    const OPENING: &str = "-----BEGIN ";
    // A search for many bytes has to prepare itself, which nearly all texts do not need.
    if memchr(b'-', text.as_bytes()).is_none() {
        return Vec::new();
    }
    memmem::find_iter(text.as_bytes(), OPENING)
        .filter_map(|start| private_key(text, start, start + OPENING.len()))
        .collect()
}

fn private_key(text: &str, start: usize, label: usize) -> Option<TokenMatch> {
    let bytes = text.as_bytes();
    let is_label = |byte: u8| byte.is_ascii_uppercase() || byte == b' ';
    let dashes = run_end(bytes, label, is_label, label + 40);
    let label = &text[label..dashes];
    if !(label.ends_with("PRIVATE KEY") || label.ends_with("PRIVATE KEY BLOCK"))
        || !bytes[dashes..].starts_with(b"-----")
    {
        return None;
    }
    let end = dashes + 5;
    // Line ends, also written as `\n`, with the characters that a shell or YAML puts around them.
    let mut body = end;
    while let Some(byte) = bytes.get(body).filter(|_| body < end + 64) {
        match byte {
            b'\\' if matches!(bytes.get(body + 1), Some(b'n' | b'r')) => body += 2,
            b' ' | b'\t' | b'\r' | b'\n' | b'\\' | b'"' | b'\'' => body += 1,
            _ => break,
        }
    }
    let stop = run_end(bytes, body, is_base64, body + 64);
    let is_encrypted = bytes[body..].starts_with(b"Proc-Type:");
    let is_key = stop - body >= 24 && !is_patterned(&text[body..stop]);
    (is_encrypted || is_key).then_some(TokenMatch {
        range: start..end,
        kind: "private key",
    })
}

/// Whether a key is one that is published for everybody to read, or obviously made up.
fn is_sample(whole: &str, body: &str) -> bool {
    if SAMPLES.iter().any(|sample| whole.contains(sample)) {
        return true;
    }
    // Sixteen letters cannot hold four bits each; hexadecimal digits never do.
    let least = if body.len() < 24 || body.bytes().all(is_hex) {
        2.4
    } else {
        3.0
    };
    is_patterned(body) || entropy(body.as_bytes()) < least
}

/// The end of the letters of an alphabet, at most at `limit`.
fn run_end(bytes: &[u8], start: usize, alphabet: impl Fn(u8) -> bool, limit: usize) -> usize {
    let limit = limit.min(bytes.len());
    let mut end = start;
    while end < limit && alphabet(bytes[end]) {
        end += 1;
    }
    end
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(text: &str) -> Vec<&'static str> {
        token_shapes(text).into_iter().map(|found| found.kind).collect()
    }

    /// Keys are put together here, so that no scanner takes this file for a leak.
    fn joined(prefix: &str, body: &str) -> String {
        format!("{prefix}{body}")
    }

    const BODY: &str = "q8Zt3LmXv0Rk7PbWn2YdJ5tTf1zsp7GcAbEu";
    const HEX: &str = "9f86d081884c7d659a2feaa0c55ad015";

    #[test]
    fn keys_of_many_issuers() {
        for (prefix, body, kind) in [
            ("AKIA", "Q3EGRZ5N7WTDLM2X", "AWS access key"),
            ("ghp_", BODY, "GitHub token"),
            ("glpat-", &BODY[..20], "GitLab token"),
            ("xoxb-", "73829104857-A8bQ92LmZk3", "Slack token"),
            ("sk_live_", &BODY[..24], "Stripe key"),
            ("AIza", &BODY[..35], "Google API key"),
            ("npm_", BODY, "npm token"),
            ("SK", HEX, "Twilio key"),
            ("dckr_pat_", &BODY[..27], "Docker token"),
            ("hf_", &BODY[..34], "Hugging Face token"),
            ("sk-", BODY, "OpenAI key"),
            ("-----BEGIN RSA PRIVATE KEY-----\\n", BODY, "private key"),
            ("KEY=\"\\n-----BEGIN PRIVATE KEY-----\n  ", BODY, "private key"),
            ("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiI0MiIsImEiOjF9.", BODY, "JSON web token"),
            (
                "aws_secret_access_key = ",
                "q8Zt3LmXv0Rk7PbWn2YdJ5tT/1zsp7GcAbEuK+3x",
                "AWS secret key",
            ),
            (
                "https://hooks.slack.com/services/T02A8BQ92/B03ZK3LMQ/",
                &BODY[..24],
                "Slack webhook",
            ),
        ] {
            let text = format!("before {} after", joined(prefix, body));
            assert_eq!(kinds(&text), [kind], "{prefix}");
        }
    }

    #[test]
    fn the_range_is_the_key() {
        let key = joined("ghp_", BODY);
        let text = format!("curl -H 'Authorization: token {key}' é");
        assert_eq!(&text[token_shapes(&text)[0].range.clone()], key);
    }

    #[test]
    fn no_key_is_shorter_than_the_shortest() {
        for shape in SHAPES.iter().chain(MARKS) {
            assert!(shape.prefix.len() + shape.shortest >= SHORTEST, "{}", shape.prefix);
        }
    }

    #[test]
    fn samples_and_words_are_passed_over() {
        for text in [
            "AKIAIOSFODNN7EXAMPLE",
            "aws_secret_access_key=wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
            "ghp_abcdefghijklmnopqrstuvwxyz0123456789",
            "ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
            "sk-proj-aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
            "sk-your-openai-key-goes-here-please-replace",
            "npm_config_registry",
            "task-runner-for-the-whole-family-of-tools",
            "-----BEGIN PUBLIC KEY-----\nMIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8A",
            "-----BEGIN RSA PRIVATE KEY-----\n...",
            "grep -q -----BEGIN RSA PRIVATE KEY-----",
            "SKIP_TESTS",
            "AKIAIOSFODNN7ABCDEFGHIJKLMNOP",
            "eyJhbGciOiJIUzI1NiJ9",
        ] {
            assert!(kinds(text).is_empty(), "{text}: {:?}", kinds(text));
        }
    }

    #[test]
    fn stays_linear_on_hostile_text() {
        for part in ["sk-", "eyJ.", "-----BEGIN ", "AccountKey=", "é", "SG.", "a:AA", "ghp_"] {
            token_shapes(&part.repeat(100_000));
        }
    }
}
