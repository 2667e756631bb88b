//! Folders that belong to the kernel and to the boot process, not to programs.

/// Shared memory, which is an ordinary file system.
const SHARED_MEMORY: &str = "/dev/shm";

const DIRECTORIES: [&str; 6] = ["/proc", "/sys", "/dev", "/boot", "/initrd", "/lost+found"];

/// The system directory that an absolute path is, or is in.
pub fn system_directory(path: &str) -> Option<&'static str> {
    let path = crate::compose::normal_path(path);
    let is_in = |directory: &str| {
        path.strip_prefix(directory)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    if is_in(SHARED_MEMORY) {
        return None;
    }
    DIRECTORIES.into_iter().find(|directory| is_in(directory))
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
