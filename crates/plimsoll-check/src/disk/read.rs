//! Bounded reading, and what to say when it fails.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Read};
use std::path::Path;

/// A larger file was not written by hand. Spans could address 4 GiB; memory could not hold it.
const LIMIT: u64 = 16 << 20;

/// The bytes of a file, or why there are none. Never waits: a pipe or a device is refused.
#[expect(clippy::disallowed_methods, reason = "this module reads files")]
pub(super) fn file(path: &Path) -> Result<Vec<u8>, String> {
    let metadata = fs::metadata(path).map_err(|e| describe(&e))?;
    if metadata.is_dir() {
        return Err("is a folder".to_owned());
    }
    if !metadata.is_file() {
        return Err("is a pipe or device, not a file; `-` reads standard input".to_owned());
    }
    if metadata.len() > LIMIT {
        return Err(too_large());
    }
    let file = File::open(path).map_err(|e| describe(&e))?;
    bounded(file, metadata.len() as usize)
}

/// The bytes of standard input.
pub(super) fn stdin() -> Result<Vec<u8>, String> {
    bounded(io::stdin().lock(), 0)
}

/// Reads to the end, unless that is beyond the limit: the size on the disk may be outdated, or zero
/// for files that the system makes up.
fn bounded(source: impl Read, expected: usize) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::with_capacity(expected);
    let mut source = source.take(LIMIT + 1);
    source.read_to_end(&mut bytes).map_err(|e| describe(&e))?;
    if bytes.len() as u64 > LIMIT {
        Err(too_large())
    } else {
        Ok(bytes)
    }
}

fn too_large() -> String {
    format!("is larger than {} MiB", LIMIT >> 20)
}

/// A disk error, in words that do not depend on the system where they need not.
pub(super) fn describe(error: &io::Error) -> String {
    match error.kind() {
        ErrorKind::NotFound => "no such file or folder".to_owned(),
        ErrorKind::PermissionDenied => "permission denied".to_owned(),
        ErrorKind::IsADirectory => "is a folder".to_owned(),
        _ => {
            let text = error.to_string();
            let end = text.find(" (os error").unwrap_or(text.len());
            format!("cannot be read: {}", text[..end].to_lowercase())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reading_is_bounded() {
        assert_eq!(bounded(&b"abc"[..], 3), Ok(b"abc".to_vec()));
        assert_eq!(bounded(io::repeat(0), 0), Err("is larger than 16 MiB".to_owned()));
    }
}
