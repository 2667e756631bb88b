//! What a variable of a Dockerfile or a Compose file contains, given its name.
//!
//! It knows how each file writes references, and where the literal part of a value is. Whether a
//! secret may be there is left to the rules.

use plimsoll_syntax::Span;
use plimsoll_syntax::dockerfile::{Part, Word};

use super::entropy::high_entropy;
use super::kind::ValueKind;
use super::name::{secret_like_name, secret_name};
use super::value::value_kind;

/// What a word of ENV or ARG is, as the value of a name. Defaults (`${X:-literal}`) are judged.
pub fn kind_of_word(name: &str, word: &Word) -> ValueKind {
    match word.literal() {
        Some(literal) => kind_of_text(name, &literal),
        None => value_kind(name, word.as_written()),
    }
}

/// What a text in which everything is already replaced is, as the value of a name.
pub fn kind_of_text(name: &str, text: &str) -> ValueKind {
    value_kind(name, &escaped(text))
}

/// Whether a name hints at a secret and the value looks like a generated key.
pub fn looks_generated(name: &str, value: &str) -> bool {
    // `--recv-keys` and the like take fingerprints, which are meant to be read.
    let is_fingerprint = value.len() == 40 && value.bytes().all(|byte| byte.is_ascii_hexdigit());
    if is_fingerprint && secret_name(name).is_none() {
        return false;
    }
    // Most values are short, which is quick to check.
    high_entropy(value) && secret_like_name(name) && kind_of_text(name, value).is_secret()
}

/// The literal parts of a word, including those of defaults.
pub fn literal_spans(word: &Word) -> Vec<Span> {
    let part = |part: &Part| match part {
        Part::Literal(text) => Some(text.span),
        Part::Variable(variable) => {
            let modifier = variable.modifier.as_ref()?;
            let (from, to) = (modifier.operator.span.end as usize, variable.span.end as usize);
            // The closing brace is not a secret.
            (from < to).then(|| Span::new(variable.span.file, from, to - 1))
        }
    };
    word.parts.iter().filter_map(part).collect()
}

/// A text in which everything is already replaced, escaped as if it were not: dollar signs are
/// literal. That of `$(…)` is left, since the author meant a command.
fn escaped(text: &str) -> String {
    if !text.contains('$') {
        return text.to_owned();
    }
    text.replace('$', "$$").replace("$$(", "$(")
}

#[cfg(test)]
mod tests {
    use plimsoll_syntax::dockerfile::parse;
    use plimsoll_syntax::{FileId, SourceFile};

    use super::*;

    fn kinds(text: &str) -> Vec<(ValueKind, Vec<String>)> {
        let source = SourceFile::new(FileId(0), "Dockerfile", text.into());
        let tree = parse(&source.into());
        let pairs = tree.instructions.iter().flat_map(|i| i.pairs());
        let kind = |pair: &plimsoll_syntax::dockerfile::Pair| {
            let word = pair.value.as_ref().expect("it has a value");
            let spans = literal_spans(word).into_iter().map(|s| tree.source.slice(s).to_owned());
            (kind_of_word(&pair.key.literal().expect("plain"), word), spans.collect())
        };
        pairs.map(kind).collect()
    }

    #[test]
    fn fingerprints_are_no_keys() {
        assert!(looks_generated("STRIPE_KEY", "q8Zt3LmXv0Rk7PbWn2Yd"));
        assert!(!looks_generated("key", "B97B0AFCAA1A47F044F244A07FCC7D46ACCC4CF8"));
        assert!(!looks_generated("STRIPE_KEY", "short"));
    }

    #[test]
    fn words_are_read_as_the_builder_does() {
        let secret = ValueKind::Secret;
        let text = "ENV A_PASSWORD='pa$word' B_PASSWORD=${X:-hunter2} C_PASSWORD=\"q w\" D_PASSWORD=$X";
        let found = kinds(text);
        let expected = [
            (secret, vec!["pa$word"]),
            (secret, vec!["hunter2"]),
            (secret, vec!["q w"]),
            (ValueKind::Reference, vec![]),
        ];
        for (found, (kind, spans)) in found.iter().zip(expected) {
            assert_eq!(found.0, kind);
            assert!(
                found.1.iter().map(|s| s.trim_matches(['\'', '"'])).eq(spans),
                "{found:?}"
            );
        }
        assert_eq!(found.len(), 4);
    }
}
