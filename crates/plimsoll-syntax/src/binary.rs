//! Whether a file is text at all.

use memchr::memchr;

use crate::{SourceFile, SyntaxError, SyntaxErrorKind};

/// So much of a file is looked at.
const HEAD: usize = 8 << 10;

/// So many bytes that are none of a text may be slips in one.
const SLIPS: usize = 3;

/// Whether a tenth of the first bytes are none of a text, and more than slips. UTF-16 is one, though not one that Docker
/// reads.
pub fn is_binary(bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(HEAD)];
    let is_wide = head.starts_with(&[0xff, 0xfe]) || head.starts_with(&[0xfe, 0xff]) || has_zero_halves(head);
    let odd = head
        .utf8_chunks()
        .map(|chunk| odd_ones(chunk.valid()) + chunk.invalid().len());
    !is_wide && odd.sum::<usize>() > SLIPS.max(head.len() / 10)
}

/// How many control characters a text has that none contains.
fn odd_ones(text: &str) -> usize {
    const ODD: u32 = !(1 << b'\t' | 1 << b'\n' | 1 << b'\r' | 1 << 0x0c | 1 << 0x1b);
    let is_odd = |byte: &u8| *byte < b' ' && ODD >> *byte & 1 == 1 || *byte == 0x7f;
    text.bytes().filter(is_odd).count()
}

/// Whether nearly every second byte is zero, and no other.
fn has_zero_halves(head: &[u8]) -> bool {
    if memchr(0, head).is_none() {
        return false;
    }
    let zeros = |from: usize| head.iter().skip(from).step_by(2).filter(|byte| **byte == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    even.min(odd) == 0 && even.max(odd) * 5 > head.len() * 2
}

/// The one thing to say of a file that is not text.
pub(crate) fn not_text(source: &SourceFile, kind: SyntaxErrorKind) -> Option<SyntaxError> {
    let error = || SyntaxError::new(kind, source.span().at_start(), "this is not a text file");
    is_binary(source.bytes()).then(|| error().help("put the right file here, or leave it out"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_told_from_other_bytes() {
        let wide: Vec<u8> = "FROM a\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0";
        for (bytes, expected) in [
            (&png[..], true),
            (b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x03\0>\0", true),
            (b"FROM a\n# caf\xe9\n", false),
            (&wide, false),
            (b"a: x\n\0", false),
            (b"", false),
        ] {
            assert_eq!(is_binary(bytes), expected, "{bytes:?}");
        }
    }
}
