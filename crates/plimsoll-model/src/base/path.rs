//! Paths of Linux, taken apart and put together by their spelling alone.
//!
//! A folder may end in a slash or not; it is the same folder.

/// What a path names in its folder: `c` of `/a/b/c` and of `/a/b/c/`. Empty for the root.
pub fn file_name(path: &str) -> &str {
    let path = path.trim_end_matches('/');
    path.rsplit('/').next().unwrap_or(path)
}

/// The folder of a path; `/` for what lies at the top, empty for a bare name.
pub fn folder(path: &str) -> &str {
    match path.rfind('/') {
        Some(0) => "/",
        Some(at) => &path[..at],
        None => "",
    }
}

/// A folder and those above it, up to the current one (`""`), the top of the disk, or one above the
/// current one whose own name is not known (`..`).
pub fn upwards(place: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(place), |place| {
        let is_top = matches!(*place, "" | "/") || file_name(place) == "..";
        (!is_top).then(|| folder(place))
    })
}

/// Whether a path says where it is by itself, on Linux or on Windows. `C:data` does not: it goes on
/// from the folder that the drive is at.
pub fn is_absolute(path: &str) -> bool {
    let is_slash = |text: &str| text.starts_with(['/', '\\']);
    is_slash(path) || behind_drive(path).is_some_and(is_slash)
}

/// Whether a path is a folder, or lies in it.
pub fn is_below(path: &str, folder: &str) -> bool {
    inside(path, folder).is_some()
}

/// Whether one of two folders is the other, or lies in it.
pub fn overlap(one: &str, other: &str) -> bool {
    is_below(one, other) || is_below(other, one)
}

/// Whether a path is one of some folders, or lies in one of them.
pub fn is_below_any(path: &str, folders: &[&str]) -> bool {
    folders.iter().any(|folder| is_below(path, folder))
}

/// What of a path comes after a folder, without a slash in front; empty for the folder itself, absent
/// for what lies elsewhere. The folder without a name holds every relative path.
pub fn inside<'a>(path: &'a str, folder: &str) -> Option<&'a str> {
    if folder.is_empty() {
        return (!path.starts_with('/')).then_some(path);
    }
    let rest = path.strip_prefix(folder.trim_end_matches('/'))?;
    if rest.is_empty() {
        Some(rest)
    } else {
        rest.strip_prefix('/')
    }
}

/// A path as seen from a folder, without `.`, empty parts and a slash at its end. A `..` goes up
/// where something above is known, and stays where it is not.
pub fn join(folder: &str, path: &str) -> String {
    if path.starts_with('/') {
        return resolve("", path, true);
    }
    resolve(folder, path, folder.starts_with('/'))
}

/// A path as seen from an absolute folder, which makes it absolute: above `/` is `/`.
pub fn absolute(path: &str, folder: &str) -> String {
    if is_resolved(path) {
        return path.to_owned();
    }
    let start = if path.starts_with('/') { "" } else { folder };
    resolve(start, path, true)
}

/// A path of a host in its shortest spelling: `./a/../b/` is `b`, `./` is `.`. Relative paths stay
/// relative, `~` stays, and backslashes of Windows paths become slashes.
pub fn normal(path: &str) -> String {
    let is_windows = [r"\\", r".\", r"..\"].iter().any(|start| path.starts_with(start)) || behind_drive(path).is_some();
    let resolved = match is_windows {
        true => resolve("", &path.replace('\\', "/"), path.starts_with('\\')),
        false => resolve("", path, path.starts_with('/')),
    };
    if resolved.is_empty() { ".".to_owned() } else { resolved }
}

/// What comes after the drive letter of a Windows path: `\data` of `C:\data`.
pub fn behind_drive(path: &str) -> Option<&str> {
    let behind = path.strip_prefix(|letter: char| letter.is_ascii_alphabetic())?;
    behind.strip_prefix(':')
}

/// Whether `absolute` would change nothing, as for most paths.
fn is_resolved(path: &str) -> bool {
    let bytes = path.as_bytes();
    let is_plain = |pair: &[u8]| pair[0] != b'/' || !matches!(pair[1], b'/' | b'.');
    bytes.len() > 1 && bytes[0] == b'/' && !path.ends_with('/') && bytes.windows(2).all(is_plain)
}

fn resolve(start: &str, path: &str, is_absolute: bool) -> String {
    let mut resolved = String::with_capacity(start.len() + path.len() + 2);
    for part in parts(start).chain(parts(path)) {
        match part {
            "" | "." => {}
            ".." if is_absolute => go_up(&mut resolved),
            ".." if !matches!(last(&resolved), "" | ".." | "~") => go_up(&mut resolved),
            part => {
                if is_absolute || !resolved.is_empty() {
                    resolved.push('/');
                }
                resolved.push_str(part);
            }
        }
    }
    if is_absolute && resolved.is_empty() {
        resolved.push('/');
    }
    resolved
}

/// Between the slashes. Parts are short: looking at byte after byte beats a search.
fn parts(path: &str) -> impl Iterator<Item = &str> {
    let mut at = 0;
    path.as_bytes().split(|byte| *byte == b'/').map(move |part| {
        let start = at;
        at += part.len() + 1;
        &path[start..start + part.len()]
    })
}

fn last(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or_default()
}

fn go_up(path: &mut String) {
    path.truncate(path.rfind('/').unwrap_or_default());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_have_a_folder_and_a_name() {
        for (path, above, name) in [
            ("a/b/c", "a/b", "c"),
            ("c", "", "c"),
            ("/c", "/", "c"),
            ("/", "/", ""),
            ("", "", ""),
        ] {
            assert_eq!((folder(path), file_name(path)), (above, name), "{path}");
        }
        assert_eq!(file_name("/a/b/"), "b");
    }

    #[test]
    fn folders_hold_what_is_in_them() {
        for (path, folder, rest) in [
            ("/a/b", "/a", Some("b")),
            ("/a/b", "/a/", Some("b")),
            ("/a", "/a", Some("")),
            ("/a/", "/a", Some("")),
            ("/a", "/a/", Some("")),
            ("/a", "/", Some("a")),
            ("a/b/c", "a", Some("b/c")),
            ("a/b", "", Some("a/b")),
            ("/a", "", None),
            ("/ab", "/a", None),
            ("/a", "/a/b", None),
            ("a", "/", None),
        ] {
            assert_eq!(inside(path, folder), rest, "{path} in {folder}");
            assert_eq!(is_below(path, folder), rest.is_some(), "{path} in {folder}");
        }
        assert!(is_below_any("/b/c", &["/a", "/b"]) && !is_below_any("/c", &["/a", "/b"]));
    }

    #[test]
    fn paths_are_joined_by_spelling() {
        for (folder, path, joined) in [
            ("a/b", "../c/./d", "a/c/d"),
            ("", "./Dockerfile", "Dockerfile"),
            ("a", "..", ""),
            ("a", "../../x", "../x"),
            ("..", "../x", "../../x"),
            ("/srv", "../../x", "/x"),
            ("a", "/etc//x/", "/etc/x"),
        ] {
            assert_eq!(join(folder, path), joined, "{folder} and {path}");
        }
    }

    #[test]
    fn absolute_paths_stay_below_the_root() {
        for (path, whole) in [
            ("./a/../b/", "/x/b"),
            ("/a//b", "/a/b"),
            ("/a/b", "/a/b"),
            ("/a/./b/", "/a/b"),
            ("/", "/"),
            (".", "/x"),
            ("../../..", "/"),
        ] {
            assert_eq!(absolute(path, "/x"), whole, "{path}");
        }
    }

    #[test]
    fn host_paths_have_one_spelling() {
        for (path, spelling) in [
            ("./a/../b/", "b"),
            ("./", "."),
            ("", "."),
            ("a/..", "."),
            ("a/../../b", "../b"),
            ("../..", "../.."),
            ("~/../x", "~/../x"),
            ("/a/../../b", "/b"),
            (r".\a\b", "a/b"),
            (r"C:\a\..\b", "C:/b"),
            (r"\\.\pipe\docker_engine", "/pipe/docker_engine"),
            (r"a\b", r"a\b"),
        ] {
            assert_eq!(normal(path), spelling, "{path}");
        }
        for path in ["/a", r"\a", r"C:\data", "c:/"] {
            assert!(is_absolute(path), "{path}");
        }
        for path in ["a", "./a", "C:data", "~/a", ""] {
            assert!(!is_absolute(path), "{path}");
        }
        assert_eq!(behind_drive("C:\\data"), Some("\\data"));
        assert_eq!(behind_drive("c:"), Some(""));
        assert_eq!(behind_drive("data:x"), None);
        assert_eq!(behind_drive("é:x"), None);
    }
}
