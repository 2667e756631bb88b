//! Addresses of the form `host:port` in a value: `http://db:5432/shop`, `db:5432,other:5432`.

use std::ops::Range;

use super::field::Scalar;

/// A host with a port, as a range of the value that contains it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Address {
    pub host: Box<str>,
    pub port: u16,
    pub host_range: Range<usize>,
    pub port_range: Range<usize>,
}

impl Scalar {
    /// The addresses in the value, except those that come from unknown variables.
    pub(crate) fn addresses(&self) -> Vec<Address> {
        let text = self.as_str();
        let mut found = Vec::new();
        let mut from = 0;
        while let Some(colon) = text[from..].find(':').map(|at| from + at) {
            from = colon + 1;
            let digits = text[from..].bytes().take_while(u8::is_ascii_digit).count();
            let port_range = from..from + digits;
            let start = host_start(text, colon);
            let Some(port) = text[port_range.clone()].parse().ok().filter(|_| start < colon) else {
                continue;
            };
            // `5432:5432` are two ports; `a.b:80c` is something else.
            let behind = text.as_bytes().get(port_range.end);
            let ends = behind.is_none_or(|byte| !byte.is_ascii_alphanumeric() && !matches!(byte, b':' | b'.' | b'-'));
            let host = &text[start..colon];
            let named = host.bytes().any(|byte| byte.is_ascii_alphabetic()) || host == "127.0.0.1";
            if ends && named && self.piece(start..port_range.end).likely().is_some() {
                found.push(Address {
                    host: host.into(),
                    port,
                    host_range: start..colon,
                    port_range,
                });
            }
        }
        found
    }
}

/// Where the name before a colon starts, if a host can be there.
fn host_start(text: &str, colon: usize) -> usize {
    let bytes = text.as_bytes();
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_');
    // No host name is longer.
    let length = bytes[..colon]
        .iter()
        .rev()
        .take(254)
        .take_while(|byte| fits(**byte))
        .count();
    let start = colon - length;
    let before = start.checked_sub(1).map(|at| bytes[at]);
    let stands =
        before.is_none_or(|byte| matches!(byte, b'/' | b'@' | b',' | b'=' | b' ' | b'(' | b'\'' | b'"' | b'['));
    if stands { start } else { colon }
}

#[cfg(test)]
mod tests {
    use crate::compose::tests::read;

    #[test]
    fn addresses_are_found_where_hosts_stand() {
        let found = |value: &str| {
            let compose = read(&format!("services: {{a: {{environment: {{X: '{value}'}}}}}}\n"));
            let value = compose.services[0].environment()[0].value.clone().expect("a value");
            let addresses = value.addresses().into_iter();
            addresses
                .map(|found| format!("{} {}", found.host, found.port))
                .collect::<Vec<_>>()
        };
        assert_eq!(found("postgres://u:p@db:5432/shop"), ["db 5432"]);
        assert_eq!(found("a:1,b:2"), ["a 1", "b 2"]);
        assert_eq!(found("jdbc:mysql://127.0.0.1:3306/x"), ["127.0.0.1 3306"]);
        assert_eq!(found("http://${H}:80 x:${P}"), [""; 0]);
        assert_eq!(found("8080:80 image:1.2.3 12:30 a:80b"), [""; 0]);
    }
}
