//! Passwords that `htpasswd` writes for a web server.

use plimsoll_syntax::Span;

use crate::command::argument::{Argument, Parted};

/// The place of a literal password of `htpasswd -b`.
pub fn web_password(argv: &[Argument<'_>]) -> Option<Span> {
    if argv.first()?.program() != "htpasswd" {
        return None;
    }
    let parted = Parted::of(argv);
    let password = parted.operands.last().filter(|_| parted.has(&["b"]))?;
    let wanted = if parted.has(&["n"]) { 2 } else { 3 };
    let is_literal = password.is_literal && parted.operands.len() >= wanted;
    is_literal.then_some(password.span)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_literal_ones() {
        for (line, expected) in [
            ("htpasswd -cb /p admin hunter2", true),
            ("htpasswd -nb admin hunter2", true),
            ("htpasswd -c /p admin", false),
        ] {
            let argv: Vec<_> = line.split(' ').map(|w| Argument::new(w, Span::default())).collect();
            assert_eq!(web_password(&argv).is_some(), expected, "{line}");
        }
    }
}
