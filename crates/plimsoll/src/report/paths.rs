//! Paths of files as URIs.

use std::fmt::Write;

/// A path as a relative URI.
pub(super) fn uri(path: &str) -> String {
    let mut uri = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => uri.push(byte.into()),
            byte => _ = write!(uri, "%{byte:02X}"),
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_uri_has_no_letters_of_its_own() {
        assert_eq!(uri("a b/é:%\n#?.y"), "a%20b/%C3%A9%3A%25%0A%23%3F.y");
    }
}
