//! The parts of an `EXPOSE` word: host, port, protocol, and why Docker refuses it.
//!
//! Which programs listen on a port is a fact of `listener`.

use std::ops::Range;

use plimsoll_syntax::Span;
use plimsoll_syntax::dockerfile::{Kind, Word};

use crate::view::Instruction;

/// A word of an `EXPOSE`, with its variables expanded.
#[derive(Clone, Debug)]
pub struct ExposedPort<'a> {
    word: &'a Word,
    text: String,
    container: Range<usize>,
    protocol: Option<Range<usize>>,
}

/// Why Docker refuses a port.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum ExposeFault {
    /// There is no port.
    Missing,
    /// The port is no number.
    NotANumber,
    /// A port has 16 bits.
    OutOfRange,
    /// The range ends before it starts.
    Reversed,
    /// Neither TCP nor UDP nor SCTP.
    Protocol,
    /// The text before the port is neither an address nor a host port.
    Host,
}

impl<'a> Instruction<'a> {
    /// The words of an `EXPOSE`, including those after `ONBUILD`. Leaves out words that depend on
    /// unknown variables, and words that Docker cannot expand.
    pub fn exposed(self) -> Vec<ExposedPort<'a>> {
        let node = self.node();
        let node = node.trigger().unwrap_or(node);
        if node.kind != Kind::Expose {
            return Vec::new();
        }
        let words = node.words().iter().filter(|word| word.malformed.is_none());
        let known = words.filter_map(|word| Some((word, self.expand(word).likely()?)));
        // A word that expands to nothing does not count.
        let known = known.filter(|(_, text)| !text.is_empty());
        known.map(|(word, text)| ExposedPort::new(word, text)).collect()
    }
}

impl<'a> ExposedPort<'a> {
    // docker/go-connections v0.5, nat: the protocol follows a slash and may be empty, text after a
    // second slash is ignored, the container port follows the last colon.
    fn new(word: &'a Word, text: String) -> Self {
        let slash = text.find('/');
        let end = slash.unwrap_or(text.len());
        let start = text[..end].rfind(':').map_or(0, |at| at + 1);
        let protocol = slash.map(|at| at + 1..text[at + 1..].find('/').map_or(text.len(), |end| at + 1 + end));
        let protocol = protocol.filter(|range| !range.is_empty());
        Self {
            word,
            container: start..end,
            protocol,
            text,
        }
    }

    /// The whole word.
    pub fn span(&self) -> Span {
        self.word.span
    }

    /// What the word expands to.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The container port or range of ports, with its protocol.
    pub fn without_host(&self) -> &str {
        &self.text[self.container.start..]
    }

    /// Whether an address or a host port comes before the container port.
    pub fn has_host(&self) -> bool {
        self.container.start > 0
    }

    /// Whether it is literal: no variable, no quotes.
    pub fn is_plain(&self) -> bool {
        self.word.as_written() == self.text
    }

    /// The protocol after expansion, and its place.
    pub fn protocol(&self) -> Option<(&str, Span)> {
        let range = self.protocol.clone()?;
        Some((&self.text[range.clone()], self.place(range)))
    }

    /// Why Docker refuses it, and the part that is wrong.
    // docker/go-connections v0.5, nat: ParsePortRange and validateProto. BuildKit v0.30 refuses
    // what it refuses.
    pub fn fault(&self) -> Option<(ExposeFault, Span)> {
        let container = &self.text[self.container.clone()];
        if container.is_empty() {
            return Some((ExposeFault::Missing, self.word.span));
        }
        let fault = |fault| Some((fault, self.place(self.container.clone())));
        let (first, last) = match container.split_once('-') {
            Some((first, last)) => (number(first), number(last)),
            None => (number(container), number(container)),
        };
        match (first, last) {
            (Err(wrong), _) | (_, Err(wrong)) => return fault(wrong),
            (Ok(first), Ok(last)) if last < first => return fault(ExposeFault::Reversed),
            _ => {}
        }
        if let Some(host) = self.text[..self.container.start].strip_suffix(':')
            && !is_host(host)
        {
            return Some((ExposeFault::Host, self.place(0..host.len())));
        }
        let (protocol, place) = self.protocol()?;
        let known = ["tcp", "udp", "sctp"].iter().any(|p| protocol.eq_ignore_ascii_case(p));
        (!known).then_some((ExposeFault::Protocol, place))
    }

    fn place(&self, range: Range<usize>) -> Span {
        if self.is_plain() {
            self.word.text.span(range)
        } else {
            self.word.span
        }
    }
}

/// Whether a text is `port`, `address:port` or `address:`.
fn is_host(text: &str) -> bool {
    let (address, port) = text.rsplit_once(':').unwrap_or(("", text));
    let inside = address
        .strip_prefix('[')
        .and_then(|a| a.strip_suffix(']'))
        .unwrap_or(address);
    let is_port = |text: &str| text.is_empty() || text.split('-').all(|port| number(port).is_ok());
    (inside.is_empty() || inside.parse::<std::net::IpAddr>().is_ok()) && is_port(port)
}

fn number(text: &str) -> Result<u16, ExposeFault> {
    if text.is_empty() || !text.bytes().all(|b| b.is_ascii_digit()) {
        return Err(ExposeFault::NotANumber);
    }
    text.parse().map_err(|_| ExposeFault::OutOfRange)
}

#[cfg(test)]
mod tests {
    use plimsoll_syntax::{FileId, Text, TextBuilder, dockerfile};

    use super::*;

    fn fault(text: &str) -> Option<ExposeFault> {
        let mut built = TextBuilder::new(FileId(0));
        built.push_exact(text, 0);
        let text: Text = built.finish_at(0);
        let word = dockerfile::Word {
            span: text.full_span(),
            parts: Vec::new(),
            malformed: None,
            text,
        };
        ExposedPort::new(&word, word.as_written().to_owned())
            .fault()
            .map(|f| f.0)
    }

    #[test]
    fn ports_are_read_as_docker_reads_them() {
        for fine in [
            "80",
            "0",
            "65535",
            "80/tcp",
            "53/UDP",
            "80/",
            "1-2/sctp",
            "8080:80",
            "[::1]:1:80",
            "080",
            "127.0.0.1::80",
            "80/tcp/x",
        ] {
            assert_eq!(fault(fine), None, "{fine}");
        }
        for (wrong, expected) in [
            ("65536", ExposeFault::OutOfRange),
            ("99999999999999999999", ExposeFault::OutOfRange),
            ("80,443", ExposeFault::NotANumber),
            ("http", ExposeFault::NotANumber),
            ("-80", ExposeFault::NotANumber),
            ("+80", ExposeFault::NotANumber),
            ("81-80", ExposeFault::Reversed),
            ("80/http", ExposeFault::Protocol),
            ("localhost:80:80", ExposeFault::Host),
            ("http:80", ExposeFault::Host),
            ("80:", ExposeFault::Missing),
            ("/tcp", ExposeFault::Missing),
        ] {
            assert_eq!(fault(wrong), Some(expected), "{wrong}");
        }
    }
}
