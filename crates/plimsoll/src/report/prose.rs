//! Sentences with code in backticks, as messages and helps are.

/// A piece of a sentence.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Piece<'a> {
    Words(&'a str),
    Code(&'a str),
}

/// The pieces of a sentence. It is all words if its backticks do not come in pairs.
pub(super) fn pieces(text: &str) -> impl Iterator<Item = Piece<'_>> {
    let is_paired = text.matches('`').count().is_multiple_of(2);
    let parts = text.split(move |c| is_paired && c == '`');
    let piece = |(index, part): (usize, _)| match index % 2 {
        0 => Piece::Words(part),
        _ => Piece::Code(part),
    };
    parts.enumerate().map(piece).filter(|piece| *piece != Piece::Words(""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn backticks_come_in_pairs() {
        let of = |text| pieces(text).collect::<Vec<_>>();
        assert_eq!(of("`a` is b"), [Piece::Code("a"), Piece::Words(" is b")]);
        assert_eq!(of("a `b"), [Piece::Words("a `b")]);
    }
}
