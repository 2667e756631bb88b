//! `# hadolint shell=bash`: a comment that says which shell the base image has set.
//!
//! No instruction of the file shows it, since `SHELL` is inherited from images that are not read.

use plimsoll_syntax::dockerfile as tree;

use super::code::ShellKind;

/// What such a comment says.
#[derive(Debug)]
pub(crate) struct ShellComment {
    /// The instruction below it, by index.
    pub(crate) before: usize,
    pub(crate) kind: ShellKind,
}

/// The comments of a file that name a shell, in order.
pub(crate) fn read(tree: &tree::Dockerfile) -> Vec<ShellComment> {
    let named = tree.comments.iter().filter_map(|comment| {
        let kind = ShellKind::of_program(named_shell(&comment.text)?);
        let before = tree.instructions.partition_point(|i| i.span.start < comment.span.end);
        Some(ShellComment { before, kind })
    });
    named.collect()
}

/// The shell in the text of a comment. Any text after it is a remark.
// hadolint 2.15, src/Hadolint/Pragma.hs; tally has the same under its own name.
fn named_shell(text: &str) -> Option<&str> {
    let rest = text.strip_prefix("hadolint").or_else(|| text.strip_prefix("tally"))?;
    let rest = rest.strip_prefix([' ', '\t'])?.trim_start().strip_prefix("shell")?;
    let name = rest.trim_start().strip_prefix('=')?.split_whitespace().next()?;
    (!name.starts_with('#')).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_a_shell() {
        for (text, expected) in [
            ("hadolint shell=powershell # foobar", Some("powershell")),
            ("hadolint shell = /usr/bin/bash", Some("/usr/bin/bash")),
            ("tally shell=bash", Some("bash")),
            ("hadolint ignore=DL3006", None),
            ("hadolint shell=", None),
            ("hadolintshell=bash", None),
        ] {
            assert_eq!(named_shell(text), expected, "{text}");
        }
    }
}
