//! Files that somebody named, or a hook named for them, and that are none of ours: one sentence says
//! so, instead of a finding for each line.

use std::path::Path;

use super::kind::{Guess, by_content};
use plimsoll_model::files::FileKind;
use plimsoll_syntax::is_binary;

/// Top-level keys of Compose files, as JSON has them.
const KEYS: [&[u8]; 5] = [
    b"\"services\"",
    b"\"volumes\"",
    b"\"networks\"",
    b"\"secrets\"",
    b"\"configs\"",
];

/// What a file is that is none of ours. `guess` is what its name says.
pub(super) fn what(path: &Path, guess: Option<Guess>, bytes: &[u8]) -> Option<&'static str> {
    if path.file_name().is_some_and(|name| name == ".envrc") {
        return Some("is a script for direnv, not an environment file that Compose reads");
    }
    if is_binary(bytes) {
        return Some("is not a text file");
    }
    if matches!(guess, Some(Guess::Is(_))) {
        return None;
    }
    let is_json = path.extension().is_some_and(|end| end == "json") || bytes.trim_ascii_start().starts_with(b"{");
    if is_json && !KEYS.iter().any(|key| bytes.windows(key.len()).any(|part| part == *key)) {
        return Some("is JSON, but has no `services`, so it is not a Compose file");
    }
    let kind = by_content(&path.to_string_lossy(), bytes);
    let is_other =
        guess.is_none() && kind == FileKind::Dockerfile && !bytes.trim_ascii().is_empty() && !has_from(bytes);
    is_other.then_some("has neither `FROM` nor `services`, so it is neither a Dockerfile nor a Compose file")
}

fn has_from(bytes: &[u8]) -> bool {
    let mut lines = bytes.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii_start);
    lines.any(|line| line.len() > 4 && line[..4].eq_ignore_ascii_case(b"from") && line[4].is_ascii_whitespace())
}

#[cfg(test)]
mod tests {
    use super::super::kind;
    use super::*;

    fn is_foreign(name: &str, bytes: &[u8]) -> bool {
        let path = Path::new(name);
        what(path, kind::of_named(path), bytes).is_some()
    }

    #[test]
    fn files_of_others() {
        let png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0";
        for (name, bytes) in [
            ("logo.png", &png[..]),
            ("Dockerfile", png),
            ("shop", b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x03\0>\0"),
            ("package.json", b"{\"name\": \"shop\"}"),
            (".envrc", b"use nix\n"),
            ("main.py", b"import os\nprint(os.name)\n"),
        ] {
            assert!(is_foreign(name, bytes), "{name}");
        }
    }

    #[test]
    fn files_of_ours() {
        let wide: Vec<u8> = "FROM a\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
        for (name, bytes) in [
            ("Dockerfile", &b"RUN x\n"[..]),
            ("Dockerfile", b"FROM a\n# caf\xe9\n"),
            ("Dockerfile", &wide),
            ("build", b"# syntax=x\nfrom a\n"),
            ("stack.json", b"{\"services\": {}}"),
            ("other.yml", b"a: b\n"),
            ("empty", b"\n"),
            ("settings", b"A=b\n"),
        ] {
            assert!(!is_foreign(name, bytes), "{name}");
        }
    }
}
