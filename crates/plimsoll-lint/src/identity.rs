//! What a finding is recognised by in later runs, after lines have moved and messages were reworded.
//!
//! `docs/identity.md` has the recipe. Whatever changes it, changes [`VERSION`].

use std::collections::HashMap;
use std::fmt;

use plimsoll_syntax::{SourceFile, Span};

/// The version of the recipe.
const VERSION: u32 = 1;
/// So many bytes of a span count; a span can be a whole file.
const MOST_WORDS: usize = 1_000;

/// What a finding is recognised by in its file. Its [`Display`](fmt::Display) is opaque and never
/// holds words of the file: `1:8d3c0e1f5a9b7c24`.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Identity {
    /// Where it stands in the structure of its file: `service:web/ports[0]`. Empty for what is about the
    /// whole file.
    pub place: Box<str>,
    /// Of the rule, the place without numbers, and the words under the span.
    hash: u64,
    /// Its number among those with the same hash in its file, from 0.
    ordinal: u32,
}

impl fmt::Display for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{VERSION}:{:016x}", self.hash)?;
        match self.ordinal {
            0 => Ok(()),
            ordinal => write!(f, ":{}", ordinal + 1),
        }
    }
}

impl Identity {
    /// That of the first finding at a place. What it is recognised by are the texts of the recipe, in
    /// their order.
    pub(crate) fn new(place: impl Into<Box<str>>, recipe: [&str; 4]) -> Self {
        Self {
            place: place.into(),
            hash: hash(&recipe),
            ordinal: 0,
        }
    }

    /// What equal findings of a file have in common.
    pub fn hash(&self) -> u64 {
        self.hash
    }

    /// Numbers those of a file that are equal otherwise. They come in the order of their places.
    pub(crate) fn number<'i>(identities: impl Iterator<Item = &'i mut Self>) {
        let mut counts: HashMap<u64, u32> = HashMap::new();
        for identity in identities {
            let count = counts.entry(identity.hash).or_default();
            identity.ordinal = *count;
            *count += 1;
        }
    }
}

/// The words under a span with single blanks between them, and without secrets: what is short can be
/// guessed from its hash. Of a span that holds a secret, the words before it on the line count too,
/// which say whose it is.
pub(crate) fn words(source: &SourceFile, span: Span, redacted: &[Span]) -> String {
    let line = source.line_span(source.line_of(span.start));
    let first = if holds_secret(redacted, span) {
        line.start
    } else {
        span.start
    } as usize;
    let text = source.text();
    let from = text.ceil_char_boundary(first.max((span.start as usize).saturating_sub(MOST_WORDS)));
    let to = text
        .floor_char_boundary((span.end as usize).min(span.start as usize + MOST_WORDS))
        .max(from);
    let mut left = String::new();
    let mut at = from;
    let before = redacted.partition_point(|secret| secret.end as usize <= from);
    for secret in redacted[before..]
        .iter()
        .take_while(|secret| (secret.start as usize) < to)
    {
        left.push_str(&text[at..text.floor_char_boundary(secret.start as usize).clamp(at, to)]);
        at = text.ceil_char_boundary(secret.end as usize).clamp(at, to);
    }
    left.push_str(&text[at..to]);
    left.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether a secret of a file, which are in their order, lies in a span or reaches into it.
pub(crate) fn holds_secret(redacted: &[Span], span: Span) -> bool {
    let next = redacted.partition_point(|secret| secret.end <= span.start);
    redacted.get(next).is_some_and(|secret| secret.start < span.end)
}

/// FNV-1a with 64 bits: small, and the same everywhere and always.
// http://www.isthe.com/chongo/tech/comp/fnv/ has the constants.
fn hash(parts: &[&str]) -> u64 {
    let bytes = parts.iter().flat_map(|part| part.bytes().chain([0]));
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

#[cfg(test)]
mod tests {
    use plimsoll_syntax::FileId;

    use super::*;

    fn source(text: &str) -> SourceFile {
        SourceFile::new(FileId(0), "f", text.into())
    }

    fn span(start: usize, end: usize) -> Span {
        Span::new(FileId(0), start, end)
    }

    #[test]
    fn words_have_single_blanks() {
        assert_eq!(words(&source("RUN  a \\\n\t b"), span(0, 12), &[]), "RUN a \\ b");
        assert_eq!(words(&source("é"), span(2, 2), &[]), "");
    }

    #[test]
    fn secrets_are_no_words() {
        let text = "ENV A=1 PASSWORD=hunter2 B=x\n";
        let secret = span(17, 24);
        assert_eq!(words(&source(text), secret, &[secret]), "ENV A=1 PASSWORD=");
        assert_eq!(words(&source(text), span(0, 28), &[secret]), "ENV A=1 PASSWORD= B=x");
        assert_eq!(words(&source(text), span(4, 7), &[secret]), "A=1");
        assert_eq!(words(&source(text), span(20, 22), &[secret]), "ENV A=1 PASSWORD=");
    }

    #[test]
    fn long_spans_are_cut() {
        let text = "é".repeat(3_000);
        assert_eq!(words(&source(&text), span(0, 6_000), &[]).len(), MOST_WORDS);
        let secret = span(5_000, 5_004);
        assert_eq!(words(&source(&text), secret, &[secret]).len(), MOST_WORDS);
    }

    #[test]
    fn the_hash_is_the_one_that_everybody_has() {
        // Of a letter and a zero, computed elsewhere.
        assert_eq!(hash(&["a"]), 0x089b_e207_b544_f1e4);
        assert_ne!(hash(&["a", "b"]), hash(&["ab", ""]));
    }
}
