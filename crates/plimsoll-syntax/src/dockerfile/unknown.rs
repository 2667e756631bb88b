//! What to say about a line that is not an instruction.

use std::ops::Range;

use crate::{Span, SyntaxError, SyntaxErrorKind, Text, nearest};

use super::heredoc::{self, Missed};
use super::tree::{Instruction, Kind};

/// The instruction before, if it may be the cause.
#[derive(Debug)]
pub(super) struct Before {
    pub(super) line: Text,
    pub(super) kind: Kind,
    /// The last byte of its lines.
    pub(super) end: Span,
}

/// Words that start shell commands in Dockerfiles; one at the start of a line was meant to belong
/// to the `RUN` above.
const COMMANDS: [&str; 44] = [
    "apk", "apt", "apt-get", "awk", "bash", "cargo", "cat", "cd", "chmod", "chown", "composer", "cp", "curl", "dnf",
    "do", "done", "echo", "else", "exit", "export", "fi", "for", "gem", "git", "go", "groupadd", "if", "ln", "make",
    "microdnf", "mkdir", "mv", "npm", "pip", "pip3", "python", "python3", "rm", "sed", "set", "sh", "tar", "then",
    "yum",
];

/// The error for an unknown instruction.
pub(super) fn error(
    instruction: &Instruction,
    keyword: &str,
    before: Option<&Before>,
    missed: Option<&Missed>,
) -> SyntaxError {
    let shown: String = keyword.chars().take(40).collect();
    let kind = match instruction.onbuild {
        Some(_) => SyntaxErrorKind::UnknownTrigger,
        None => SyntaxErrorKind::UnknownInstruction,
    };
    let new = |message: String| SyntaxError::new(kind, instruction.keyword, message);
    if let Some(missed) = missed {
        let message = format!(
            "unknown instruction `{shown}`: Docker sees no heredoc `{}` above",
            missed.name
        );
        let error = new(message).help(format!("there is none because of this: {}", missed.reason));
        return error.related(missed.place, missed.reason);
    }
    let error = new(format!("unknown instruction `{shown}`"));
    if keyword.contains(['\u{a0}', '\u{feff}', '\u{200b}', '\u{2028}', '\u{2029}']) {
        return error.help("it has an invisible character that is not a space; type the space again");
    }
    // The trigger of an `ONBUILD` is on the line of its `ONBUILD`, so nothing above is at fault.
    let before = before.filter(|_| instruction.onbuild.is_none());
    if let Some(before) = before
        && continues(keyword)
    {
        let error = error.help("did you forget the continuation at the end of the line above?");
        return error.related(before.end.at_end(), "a continuation may be missing here");
    }
    let names = Kind::ALL.iter().map(|kind| kind.name());
    if let Some(meant) = nearest(keyword, names.clone()) {
        return error.suggestion(meant).help(format!("did you mean `{meant}`?"));
    }
    // `RUN/bin/true`, `FROM=x`, `CMD["x"]`: the space is missing.
    let start = names.clone().find(|name| {
        let Some((head, tail)) = keyword.split_at_checked(name.len()) else {
            return false;
        };
        head.eq_ignore_ascii_case(name) && tail.starts_with(|c: char| !c.is_alphanumeric())
    });
    if let Some(start) = start {
        return error.help(format!("a space must follow `{start}`"));
    }
    error.help("each line starts with an instruction such as `RUN`, unless the line above ends with a continuation")
}

/// So many lines are no slip any more if none of them is an instruction.
const NO_SLIP: usize = 4;

/// Whether instructions are the lines of some other text.
pub(super) fn is_no_dockerfile(instructions: &[Instruction]) -> bool {
    let mut kinds = instructions.iter().map(|instruction| instruction.kind);
    instructions.len() >= NO_SLIP && kinds.all(|kind| kind == Kind::Unknown)
}

/// The one error for the lines of some other text.
pub(super) fn no_dockerfile(first: &Instruction) -> SyntaxError {
    let message = "no line of this file is an instruction, so it is no Dockerfile";
    let error = SyntaxError::new(SyntaxErrorKind::UnknownInstruction, first.keyword, message);
    error.help("start it with `FROM` and a base image, or give the file another name")
}

/// Whether a line that starts with this word was meant to continue the one above.
fn continues(keyword: &str) -> bool {
    let operator = ["&&", "||", "|", ";", "-", "&", ">", "<", ")", "}", "("];
    operator.iter().any(|start| keyword.starts_with(start)) || COMMANDS.contains(&keyword)
}

/// The heredoc above that BuildKit does not see, and the lines that were meant to be its body.
pub(super) fn missed_heredoc(
    before: &Before,
    find: impl FnOnce(&Missed) -> Option<Range<usize>>,
) -> Option<(Missed, Range<usize>)> {
    if before.line.as_str().len() > 1 << 16 {
        return None;
    }
    let missed = heredoc::missed(&before.line, before.kind)?;
    let body = find(&missed)?;
    Some((missed, body))
}
