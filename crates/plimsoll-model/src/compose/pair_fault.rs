//! List entries (`- NAME=value`, `- name:address`) that do not mean what they seem to.

use std::net::IpAddr;

use plimsoll_syntax::Span;

use super::field::{KeyValue, Scalar};

/// What is wrong with a pair of a list.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum PairFault {
    /// The value has quotes around it, which become part of it.
    Quoted { span: Span, quotes: [Span; 2] },
    /// Spaces before `=`.
    BlankInName { span: Span, blanks: Span },
    /// `NAME:value`.
    Colon { span: Span, colon: Span },
    /// `=value`.
    NoName,
}

impl KeyValue {
    /// What is wrong with an entry of a list; entries of a mapping have no such faults.
    pub fn fault(&self) -> Option<PairFault> {
        let key = self.key.as_str();
        let name = self.key.known()?;
        // A list item is its key, at most in quotes; the key of a mapping is followed by a colon.
        let (before, behind) = (self.key.span.start - self.span.start, self.span.end - self.key.span.end);
        match &self.value {
            None => {
                let is_alone = before == behind;
                let colon = self.key.find(':', 0)?;
                let before = &name[..colon];
                let is_variable = |text: &str| {
                    let fits = |b: u8| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_';
                    !text.is_empty() && text.bytes().all(fits)
                };
                // The key of a mapping may be anything.
                (is_alone && is_variable(before)).then(|| PairFault::Colon {
                    span: self.key.span,
                    colon: self.key.span_of(colon..colon + 1),
                })
            }
            Some(_) if key.is_empty() => Some(PairFault::NoName),
            Some(value) if self.is_item() => {
                if key.ends_with([' ', '\t']) {
                    return Some(PairFault::BlankInName {
                        span: self.key.span,
                        blanks: self.key.span_of(key.trim_end().len()..key.len()),
                    });
                }
                let last = value.as_str().len().checked_sub(1)?;
                is_quoted(value.as_str()).then(|| PairFault::Quoted {
                    span: value.span,
                    quotes: [value.span_of(0..1), value.span_of(last..last + 1)],
                })
            }
            Some(_) => None,
        }
    }

    /// Whether it is a list item: only the `=` is between key and value.
    fn is_item(&self) -> bool {
        let value = self.value.as_ref();
        value.is_some_and(|value| value.span.start <= self.key.span.end + 1 && self.key.span.file == value.span.file)
            && self.key.yaml.is_string()
            && value.is_some_and(|value| value.yaml.is_string())
    }
}

/// Whether there are quotes at both ends of a text, and no others between.
fn is_quoted(text: &str) -> bool {
    let inner = |quote: char| text.strip_prefix(quote)?.strip_suffix(quote);
    let inner = inner('"').or_else(|| inner('\''));
    inner.is_some_and(|inner| !inner.contains(['"', '\'', '\n']))
}

impl Scalar {
    /// What is wrong with an entry of `extra_hosts`. compose-go v2, types/hostList.go.
    pub fn extra_host_fault(&self) -> Option<(Span, String)> {
        let text = self.as_str();
        let Some(at) = self.find('=', 0).or_else(|| self.find(':', 0)) else {
            let known = self.known()?;
            return (!known.is_empty()).then(|| (self.span, "the address is missing".to_owned()));
        };
        if at == 0 {
            return Some((self.span, "the name is missing".to_owned()));
        }
        let address = self.piece(at + 1..text.len()).known()?;
        let inner = address.strip_prefix('[').and_then(|inner| inner.strip_suffix(']'));
        let fits = address == "host-gateway" || inner.unwrap_or(address).parse::<IpAddr>().is_ok();
        if address.is_empty() {
            return Some((self.span, "the address is missing".to_owned()));
        }
        (!fits).then(|| {
            (
                self.span_of(at + 1..text.len()),
                format!("`{address}` is not an IP address"),
            )
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compose::tests::read;

    fn fault(environment: &str) -> Option<PairFault> {
        let compose = read(&format!("services: {{a: {{environment: {environment}}}}}\n"));
        compose.services[0].environment()[0].fault()
    }

    #[test]
    fn only_lists_have_such_faults() {
        assert!(
            matches!(fault("[A=\"b\"]"), Some(PairFault::Quoted { span, quotes: [first, last] }) if first == Span { end: first.start + 1, ..span } && last.end == span.end)
        );
        assert!(matches!(fault("['A =b']"), Some(PairFault::BlankInName { .. })));
        assert!(matches!(fault("['A:b']"), Some(PairFault::Colon { .. })));
        assert!(matches!(fault("['=b']"), Some(PairFault::NoName)));
        for fine in [
            "{A: '\"b\"'}",
            "[A]",
            "[A=b c]",
            "['A=\"b\" c \"d\"']",
            "['a:b']",
            "{'A:b': null}",
            "['A=${B}']",
        ] {
            assert_eq!(fault(fine), None, "{fine}");
        }
    }
}
