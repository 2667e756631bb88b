//! What a command deletes.

use crate::command::argument::{Argument, Parted};

/// The paths that a command deletes, as written: those of `rm` and `unlink`, and the folders that a
/// deleting `find` looks through. What `rmdir` takes away holds nothing.
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

/// Whether a path is a folder or lies in it. A pattern for everything in a folder stands for the
/// folder.
pub fn is_below(path: &str, folder: &str) -> bool {
    let folder = folder.trim_end_matches(['*', '/']);
    let rest = path.strip_prefix(folder);
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
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
        assert!(is_below("/var/lib/apt/lists", "/var/lib/apt/lists/*"));
        assert!(is_below("/var/lib/apt/lists", "/var/lib/apt/"));
        assert!(is_below("/a", "/"));
        assert!(!is_below("/var/lib/aptitude", "/var/lib/apt"));
    }
}
