//! The purpose of a path in an image, as far as the usual layout of Linux tells.

use crate::base::{path, words};

/// Folders that everybody may write to.
const TEMPORARY: [&str; 7] = [
    "/tmp",
    "/var/tmp",
    "/dev/shm",
    "/run/lock",
    "/var/lock",
    "/var/run",
    "/run",
];

/// Whether a path is a folder for temporary files, or is in one.
pub fn is_temporary_folder(path: &str) -> bool {
    // `$tempDir` and `/build/tmp` say it by their names; `/app/templates` does not.
    let says = |word: &String| word.starts_with("tmp") || matches!(word.as_str(), "temp" | "tempdir" | "temporary");
    path::is_below_any(path, &TEMPORARY) || words(path::file_name(path)).iter().any(says)
}

/// Whether a path is a file in a folder for programs: `bin`, `sbin`, `libexec`.
pub fn is_program_path(path: &str) -> bool {
    let mut segments = path.rsplit('/');
    let file = segments.next().unwrap_or_default();
    let folder = segments.next().unwrap_or_default();
    !file.is_empty() && matches!(folder, "bin" | "sbin" | "libexec")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_are_known() {
        assert!(is_temporary_folder("/tmp"));
        assert!(is_temporary_folder("/tmp/x/"));
        assert!(is_temporary_folder("$tempDir"));
        assert!(is_temporary_folder("/build/tmp") && is_temporary_folder("/app/TMPDIR"));
        for path in ["/srv", "/app/templates", "/app/attempts", "/runner"] {
            assert!(!is_temporary_folder(path), "{path}");
        }
        assert!(is_program_path("/usr/bin/x"));
        assert!(!is_program_path("/usr/bin/"));
        assert!(!is_program_path("/srv/x"));
    }
}
