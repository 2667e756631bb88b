//! Folders that belong to the kernel and to the boot process, not to programs.

use crate::base::path;

/// Shared memory, which is an ordinary file system.
const SHARED_MEMORY: &str = "/dev/shm";

const DIRECTORIES: [&str; 6] = ["/proc", "/sys", "/dev", "/boot", "/initrd", "/lost+found"];

/// The system directory that an absolute path is, or is in.
pub fn system_directory(path: &str) -> Option<&'static str> {
    let path = path::normal(path);
    if path::is_below(&path, SHARED_MEMORY) {
        return None;
    }
    DIRECTORIES
        .into_iter()
        .find(|directory| path::is_below(&path, directory))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_names_count() {
        for (path, expected) in [
            ("/proc/self/fd/8", Some("/proc")),
            ("/app/../sys/", Some("/sys")),
            ("/dev", Some("/dev")),
            ("/dev/shm", None),
            ("/devices", None),
            ("proc", None),
            ("/", None),
        ] {
            assert_eq!(system_directory(path), expected, "{path}");
        }
    }
}
