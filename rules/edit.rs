//! Edits of whole lines of a Dockerfile. What is in a line is edited by its span.

use plimsoll_model::view::Instruction;
#[cfg(feature = "shellcheck")]
use plimsoll_model::view::ShellPlace;
use plimsoll_syntax::dockerfile::{CommandForm, Kind};
use plimsoll_syntax::{Edit, SourceFile, Span};

/// Inserts lines behind an instruction. None if they would not be lines of their own there: inside a
/// Dockerfile in YAML, or behind a continuation that nothing follows.
pub(crate) fn lines_after(instruction: Instruction<'_>, lines: &[String]) -> Option<Edit> {
    let source = instruction.dockerfile().source();
    let text = source.text();
    let end = instruction.node().full_span.at_end();
    let rest = text.get(end.start as usize..)?;
    let before = text.get(..end.start as usize)?;
    let is_end = rest.is_empty() || rest.trim_start_matches([' ', '\t']).starts_with(['\n', '\r']);
    let continues = before.trim_end().ends_with(instruction.dockerfile().tree().escape);
    if !is_end || continues || !starts_line(instruction) {
        return None;
    }
    let line_break = line_break(text);
    let inserted: String = lines.iter().map(|line| format!("{line_break}{line}")).collect();
    Some(end.replace(inserted))
}

/// Inserts lines in front of an instruction, on the same condition.
pub(crate) fn lines_before(instruction: Instruction<'_>, lines: &[String]) -> Option<Edit> {
    let line_break = line_break(instruction.dockerfile().source().text());
    let inserted: String = lines.iter().map(|line| format!("{line}{line_break}")).collect();
    let start = instruction.node().full_span.at_start();
    (starts_line(instruction) && start == instruction.keyword().at_start()).then(|| start.replace(inserted))
}

/// Removes an instruction with its lines; comments above it stay. None if it shares a line.
pub(crate) fn without(instruction: Instruction<'_>) -> Option<Edit> {
    let line = whole_line(instruction.dockerfile().source(), instruction.node().full_span)?;
    Some(line.replace(""))
}

/// The lines of something, with the end of the last one. None if it shares them.
pub(crate) fn whole_line(source: &SourceFile, whole: Span) -> Option<Span> {
    let text = source.text();
    let rest = text.get(whole.end as usize..)?;
    let length = rest.find('\n').map_or(rest.len(), |at| at + 1);
    let start = text.get(..whole.start as usize)?.rfind('\n').map_or(0, |at| at + 1);
    let is_alone = rest[..length].trim().is_empty() && text[start..whole.start as usize].trim().is_empty();
    is_alone.then(|| Span::new(whole.file, start, whole.end as usize + length))
}

/// A keyword in the case of most in the file of an instruction.
pub(crate) fn keyword_like(instruction: Instruction<'_>, keyword: &str) -> String {
    let dockerfile = instruction.dockerfile();
    let has_upper = |keyword: Span| {
        dockerfile
            .source()
            .slice(keyword)
            .contains(|c: char| c.is_ascii_uppercase())
    };
    let all = &dockerfile.tree().instructions;
    let upper = all.iter().filter(|other| has_upper(other.keyword)).count();
    match upper * 2 >= all.len() {
        true => keyword.to_owned(),
        false => keyword.to_ascii_lowercase(),
    }
}

/// Lines of a Dockerfile in YAML are indented, and a new one would have to be as well.
fn starts_line(instruction: Instruction<'_>) -> bool {
    let start = instruction.keyword().start;
    instruction.dockerfile().source().position(start).column == 1
}

/// How the lines of a file end.
pub(crate) fn line_break(text: &str) -> &'static str {
    match text.find('\n') {
        Some(at) if text[..at].ends_with('\r') => "\r\n",
        _ => "\n",
    }
}

/// Turns the gap between two words of an instruction into the end of it, and the start of another of its
/// kind. None if there is more than blanks and a continuation in it.
pub(crate) fn instruction_break(instruction: Instruction<'_>, gap: Span) -> Option<Edit> {
    let text = instruction.dockerfile().source().text();
    let escape = instruction.dockerfile().tree().escape;
    let is_gap = text.get(gap.range())?.chars().all(|c| c.is_whitespace() || c == escape);
    let keyword = instruction.dockerfile().source().slice(instruction.keyword());
    let next = format!("{}{keyword} ", line_break(text));
    (is_gap && !gap.is_empty() && starts_line(instruction)).then(|| gap.replace(next))
}

/// Ends a RUN with one more command, on a line of its own if it has several. None if the step is not a
/// line for the shell, or ends in a way that more words would change.
pub(crate) fn command_at_end(run: Instruction<'_>, command: &str) -> Option<Edit> {
    let node = run.node();
    let written = run.dockerfile().source().slice(node.span);
    let CommandForm::Shell(text) = &node.command()?.form else {
        return None;
    };
    let is_open = |line: &str| line.contains('#') || line.ends_with([';', '&', '|', '\\', '`']);
    let last = written.rsplit('\n').next().unwrap_or_default();
    if node.kind != Kind::Run || !node.heredocs.is_empty() || is_open(last) || text.as_str().starts_with('#') {
        return None;
    }
    let indentation: String = last.chars().take_while(|c| matches!(c, ' ' | '\t')).collect();
    let joint = match written.contains('\n') {
        false => " && ".to_owned(),
        true => {
            let line_break = line_break(run.dockerfile().source().text());
            let escape = run.dockerfile().tree().escape;
            format!(" {escape}{line_break}{indentation}&& ")
        }
    };
    Some(node.span.insert_after(format!("{joint}{command}")))
}

/// Removes a word of shell code with the gap in front of it, even across a continuation. None where the
/// gap contains something else.
pub(crate) fn without_word(source: &SourceFile, word: Span) -> Option<Edit> {
    let before = source.text().get(..word.start as usize)?;
    let mut start = before.trim_end_matches([' ', '\t']);
    let is_first = start.ends_with('\n');
    if is_first {
        let line = start.trim_end_matches(['\n', '\r']).trim_end_matches([' ', '\t']);
        start = line.strip_suffix(['\\', '`'])?.trim_end_matches([' ', '\t']);
    }
    let has_gap = start.len() < before.len() && !start.is_empty() && !start.ends_with('\n');
    has_gap.then(|| Span::new(word.file, start.len(), word.end as usize).replace(""))
}

/// Whether a place is in shell code that stands in the file as it is, and not in a word of other code,
/// whose quotes an edit could break.
#[cfg(feature = "shellcheck")]
pub(crate) fn is_in_line(code: ShellPlace<'_>, place: Span) -> bool {
    code.invocation_at(place)
        .is_some_and(|invocation| invocation.script_number == 0)
}
