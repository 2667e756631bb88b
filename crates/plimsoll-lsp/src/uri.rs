//! The addresses of files.

use std::path::{Path, PathBuf};

use lsp_types::Uri;

/// The path of a `file:` address; none of another kind, such as a text that was never saved.
pub(crate) fn path_of(uri: &Uri) -> Option<PathBuf> {
    let rest = uri.as_ref().strip_prefix("file://")?;
    // Between the slashes may be a host.
    let path = &rest[rest.find('/')?..];
    let bytes = decoded(path);
    let text = String::from_utf8(bytes).ok()?;
    match cfg!(windows) {
        // `/c:/folder`
        true => Some(PathBuf::from(text.trim_start_matches('/'))),
        false => Some(PathBuf::from(text)),
    }
}

/// The address of a file.
pub(crate) fn of_path(path: &Path) -> Uri {
    let mut uri = String::from("file://");
    let mut text = path.to_string_lossy().into_owned();
    if cfg!(windows) {
        text = text.replace('\\', "/");
    }
    if !text.starts_with('/') {
        uri.push('/');
    }
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'-' | b'_' | b'.' | b'~' => uri.push(char::from(byte)),
            byte => uri.push_str(&format!("%{byte:02X}")),
        }
    }
    Uri(uri)
}

fn decoded(path: &str) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.as_bytes();
    while let [first, after @ ..] = rest {
        let escaped = match (first, after) {
            (b'%', [high, low, ..]) => hex(*high).zip(hex(*low)).map(|(high, low)| high * 16 + low),
            _ => None,
        };
        bytes.push(escaped.unwrap_or(*first));
        rest = if escaped.is_some() { &after[2..] } else { after };
    }
    bytes
}

fn hex(byte: u8) -> Option<u8> {
    char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[cfg(unix)]
    fn addresses_lead_back() {
        for path in ["/a/b c/Dockerfile", "/é/100%/x#y", "/"] {
            assert_eq!(path_of(&of_path(Path::new(path))).as_deref(), Some(Path::new(path)));
        }
        assert_eq!(path_of(&Uri::from("file:///a%2Fb%zz")), Some(PathBuf::from("/a/b%zz")));
        assert_eq!(path_of(&Uri::from("untitled:Untitled-1")), None);
    }
}
