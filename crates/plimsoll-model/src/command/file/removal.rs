//! What a command deletes.

use crate::base::path;
use crate::command::argument::{Argument, Parted};

/// The paths that a command deletes, as written: the arguments of `rm` and `unlink`, and the
/// folders that a deleting `find` searches. `rmdir` removes only empty folders.
pub fn removed<'a>(argv: &[Argument<'a>]) -> Vec<Argument<'a>> {
    let Some(first) = argv.first() else {
        return Vec::new();
    };
    match first.program() {
        "rm" | "unlink" => Parted::of(argv).operands,
        "find" => {
            let deletes = |argument: &Argument<'_>| matches!(argument.text, "-delete" | "rm" | "/bin/rm");
            if !argv.iter().any(deletes) {
                return Vec::new();
            }
            let paths = argv[1..]
                .iter()
                .skip_while(|argument| matches!(argument.text, "-H" | "-L" | "-P"));
            let paths = paths.take_while(|argument| !argument.text.starts_with(['-', '(', '!', '\\']));
            paths.copied().collect()
        }
        _ => Vec::new(),
    }
}

/// Whether a word that names what a command works on stands for a path, or for a folder above it. A
/// pattern for everything in a folder stands for the folder.
pub fn covers(word: &str, path: &str) -> bool {
    let folder = word.trim_end_matches(['*', '/']);
    path::is_below(path, if folder.is_empty() { "/" } else { folder })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::tests::commands;

    fn deleted(line: &str) -> Vec<String> {
        let commands = commands(line);
        let found = commands.invocations().flat_map(|i| {
            let paths: Vec<_> = removed(i.argv()).iter().map(|a| a.text.to_owned()).collect();
            paths
        });
        found.collect()
    }

    #[test]
    fn paths_of_rm_and_find() {
        assert_eq!(deleted("sudo rm -rf /a '/b c' -- -d"), ["/a", "/b c", "-d"]);
        assert_eq!(deleted("find /x /y -name '*.o' -delete; find /z -type f"), ["/x", "/y"]);
        assert_eq!(deleted("find /x -exec rm {} +"), ["/x"]);
    }

    #[test]
    fn folders_hold_what_is_in_them() {
        assert!(covers("/var/lib/apt/lists/*", "/var/lib/apt/lists"));
        assert!(covers("/var/lib/apt/", "/var/lib/apt/lists"));
        assert!(covers("/*", "/a"));
        assert!(!covers("/var/lib/apt", "/var/lib/aptitude"));
    }
}
