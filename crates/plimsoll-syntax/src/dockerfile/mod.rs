//! Dockerfiles, read as BuildKit's frontend reads them.
//!
//! The flow of the data: `lines` joins physical lines, `instruction` reads one joined line (with
//! `flags`, `pairs`, `json`, `words`), `heredoc` takes the bodies below it, `lexer` finds the
//! variables in words. Shell code stays text here; its content is left to [`crate::shell`], the
//! effect of an instruction to the model.

mod context;
mod directive;
mod dump;
mod flags;
mod heredoc;
mod instruction;
mod json;
mod lexer;
mod lines;
mod mount;
mod pairs;
mod tree;
mod unknown;
mod word;
mod words;

use std::sync::Arc;

pub use dump::dump;
pub use tree::{
    Arguments, Command, CommandForm, Comment, Directive, Dockerfile, Flag, FlagOption, Heredoc, Instruction, Kind,
    Pair, keyword_of_line,
};
pub use word::{Modifier, Operator, Part, Variable, Word, WordFault};

use crate::binary::not_text;
use crate::{SourceFile, Span, SyntaxError, SyntaxErrorKind, Text};
use heredoc::Terminators;
use lines::{Logical, Reader};
use unknown::Before;

/// At most this many instructions of a file are read; no builder gets through a tenth of them.
const MOST_INSTRUCTIONS: usize = 100_000;
/// At most this many bytes of instructions are read, apart from heredocs: two bytes can be a word,
/// which takes a hundred times that.
const MOST_BYTES: usize = 2 << 20;

/// Parses a whole file.
pub fn parse(source: &Arc<SourceFile>) -> Dockerfile {
    if let Some(error) = not_text(source, SyntaxErrorKind::Dockerfile).or_else(|| utf16(source)) {
        return Dockerfile {
            source: Arc::clone(source),
            directives: Vec::new(),
            instructions: Vec::new(),
            comments: Vec::new(),
            errors: vec![error],
            escape: '\\',
        };
    }
    let mut file = parse_text(source, &Text::of_file(source));
    if !source.invalid().is_empty() {
        file.errors.extend(not_utf8(source));
        file.errors.sort_by_key(|e| (e.span.start, e.span.end));
    }
    file
}

/// Parses a Dockerfile inside another file, such as `dockerfile_inline`.
pub fn parse_text(source: &Arc<SourceFile>, text: &Text) -> Dockerfile {
    let mut parser = Parser {
        reader: Reader::new(text),
        terminators: Terminators::default(),
        // An instruction takes 150 bytes of a real file; growing would move large values.
        instructions: Vec::with_capacity((text.as_str().len() / 150).min(1000)),
        room: MOST_BYTES,
        before: None,
        quiet: None,
    };
    let directives = directive::read(&mut parser.reader);
    let other_frontend = directives.iter().any(|d| source.slice(d.span).starts_with(['"', '/']));
    while let Some(line) = parser.reader.next_logical() {
        if parser.instructions.len() == MOST_INSTRUCTIONS {
            parser.stop(&line);
            break;
        }
        parser.instruction(line);
    }
    let mut errors = parser.reader.errors;
    if parser.instructions.is_empty() && !other_frontend {
        let place = text.full_span().at_start();
        let error = SyntaxError::new(SyntaxErrorKind::Dockerfile, place, "the file has no instructions");
        errors.push(error.help("start it with `FROM` and a base image"));
    }
    errors.sort_by_key(|e| (e.span.start, e.span.end));
    if unknown::is_no_dockerfile(&parser.instructions) {
        errors = vec![unknown::no_dockerfile(&parser.instructions[0])];
    }
    Dockerfile {
        source: Arc::clone(source),
        directives,
        instructions: parser.instructions,
        comments: parser.reader.comments,
        errors,
        escape: parser.reader.escape,
    }
}

struct Parser<'a> {
    reader: Reader<'a>,
    terminators: Terminators<'a>,
    instructions: Vec<Instruction>,
    /// How many bytes of instructions may still follow.
    room: usize,
    before: Option<Before>,
    quiet: Option<Quiet>,
}

/// Where lines that are not instructions deserve no error of their own, since they follow from one
/// that was reported.
#[derive(Clone, Copy, Debug)]
enum Quiet {
    /// After a heredoc without an end: until an instruction follows.
    UntilInstruction,
    /// In text that was meant to be a body: until a place in the outer text.
    Until(usize),
}

impl Parser<'_> {
    fn instruction(&mut self, line: Logical) {
        let Some(room) = self.room.checked_sub(line.text.as_str().len()) else {
            self.pass_over(&line);
            return;
        };
        self.room = room;
        let mut cx = context::Context {
            line: &line.text,
            escape: self.reader.escape,
            errors: &mut self.reader.errors,
        };
        let mut found = instruction::read(0..line.text.as_str().len(), None, &mut cx);
        let last_byte = self.reader.span(line.end - 1, line.end);
        // The first line may contain only an escape character.
        found.full_span = self.reader.span(line.start, line.end);
        if found.span.is_empty() {
            // There is nothing but escape characters.
            found.keyword = last_byte;
            found.span = last_byte;
        }
        let quiet_before = self.quiet;
        self.heredocs(&mut found, &line);
        self.unknown(&found, &line, quiet_before);
        self.before = Some(Before {
            kind: found.kind,
            end: last_byte,
            line: line.text,
        });
        self.instructions.push(found);
    }

    /// Reports that the file is longer than the part that is read.
    fn stop(&mut self, line: &Logical) {
        let message = format!("the file has more than {MOST_INSTRUCTIONS} instructions; the rest is not read");
        self.too_much(line, message);
    }

    /// Adds an instruction for which there is no room to the tree, as an unknown one.
    fn pass_over(&mut self, line: &Logical) {
        let place = self.reader.beginning(line.start, line.end);
        // A line that is too long for Docker has been reported.
        if self.reader.errors.last().is_none_or(|error| error.span != place) {
            let length = line.text.as_str().len();
            let message = format!("an instruction of {length} bytes is too long, and is not read");
            self.too_much(line, message);
        }
        self.instructions.push(Instruction {
            kind: Kind::Unknown,
            keyword: place,
            span: place,
            full_span: self.reader.span(line.start, line.end),
            flags: Vec::new(),
            arguments: Arguments::Other(Vec::new()),
            heredocs: Vec::new(),
            text: line.text.slice(0..0),
            onbuild: None,
        });
    }

    fn too_much(&mut self, line: &Logical, message: String) {
        let place = self.reader.beginning(line.start, line.end);
        let error = SyntaxError::new(SyntaxErrorKind::Dockerfile, place, message);
        self.reader
            .errors
            .push(error.help("put long text into files, and copy those"));
    }

    /// Takes the bodies of the instruction's heredocs, or of its trigger's.
    fn heredocs(&mut self, found: &mut Instruction, line: &Logical) {
        let outer = found.full_span;
        let owner = match &mut found.arguments {
            Arguments::Onbuild(Some(trigger)) => trigger,
            _ => &mut *found,
        };
        if !heredoc::allowed(owner.kind) || is_json(owner) {
            return;
        }
        if !heredoc::possible(&line.text) {
            return;
        }
        let openers = heredoc::openers(&line.text).unwrap_or_default();
        if openers.is_empty() {
            return;
        }
        let bodies = heredoc::read(&mut self.reader, &mut self.terminators, openers);
        heredoc_as_destination(owner, &bodies.heredocs, &mut self.reader.errors);
        owner.heredocs = bodies.heredocs;
        if bodies.open {
            self.quiet = Some(Quiet::UntilInstruction);
        }
        let end = match bodies.end {
            Some(end) => self.reader.span(end, end),
            None => outer.at_end(),
        };
        owner.full_span = owner.full_span.to(outer.at_end()).to(end);
        found.full_span = found.full_span.to(end);
    }

    /// Reports a line that is not an instruction, unless something else caused it.
    fn unknown(&mut self, found: &Instruction, line: &Logical, quiet: Option<Quiet>) {
        let at = line.end;
        let unknown = match found.trigger() {
            Some(trigger) if trigger.kind == Kind::Unknown => trigger,
            _ if found.kind == Kind::Unknown => found,
            _ => {
                if matches!(quiet, Some(Quiet::UntilInstruction)) && self.reader_is_still_quiet(found) {
                    self.quiet = None;
                }
                return;
            }
        };
        match quiet {
            Some(Quiet::UntilInstruction) => return,
            Some(Quiet::Until(end)) if at <= end => return,
            _ => self.quiet = None,
        }
        let keyword = unknown_keyword(unknown, line);
        if keyword.is_empty() {
            let message = "a continuation that nothing follows";
            let error = SyntaxError::new(SyntaxErrorKind::Dockerfile, unknown.keyword, message);
            self.reader.errors.push(error.help("remove it"));
            return;
        }
        let missed = self.missed_heredoc(at, unknown);
        let error = unknown::error(unknown, &keyword, self.before.as_ref(), missed.as_ref());
        self.reader.errors.push(error);
    }

    /// An instruction was found, and it has not itself opened a heredoc without an end.
    fn reader_is_still_quiet(&self, found: &Instruction) -> bool {
        let owner = found.trigger().unwrap_or(found);
        owner.heredocs.iter().all(|h| h.terminator.is_some())
    }

    fn missed_heredoc(&mut self, at: usize, unknown: &Instruction) -> Option<heredoc::Missed> {
        let before = self.before.as_ref().filter(|_| unknown.onbuild.is_none())?;
        if !heredoc::possible(&before.line) {
            return None;
        }
        let value = self.reader.text.as_str();
        let from = value[..at].rfind('\n').map_or(0, |end| end + 1);
        let terminators = &mut self.terminators;
        let (missed, body) = unknown::missed_heredoc(before, |missed| {
            let line = terminators.next(value, from, &missed.name, missed.strip_tabs)?;
            Some(from..line.end)
        })?;
        self.quiet = Some(Quiet::Until(body.end));
        Some(missed)
    }
}

/// The text of a keyword, after `ONBUILD` if it is a trigger's.
fn unknown_keyword(unknown: &Instruction, line: &Logical) -> String {
    let value = line.text.as_str();
    let whole = words::trim(value, 0..value.len());
    let rest = match unknown.onbuild {
        None => whole,
        Some(_) => words::first(value, whole).1,
    };
    let (keyword, _) = words::first(value, rest);
    value[keyword].to_owned()
}

fn is_json(instruction: &Instruction) -> bool {
    match &instruction.arguments {
        Arguments::Command(command) => matches!(command.form, CommandForm::Exec(_)),
        Arguments::Copy { json, .. } => *json,
        _ => false,
    }
}

/// A heredoc can be a source of a copy, but not its destination.
fn heredoc_as_destination(instruction: &Instruction, heredocs: &[Heredoc], errors: &mut Vec<SyntaxError>) {
    let Arguments::Copy {
        destination: Some(destination),
        ..
    } = &instruction.arguments
    else {
        return;
    };
    if heredocs.last().is_some_and(|h| h.span == destination.span) {
        let message = format!("a heredoc cannot be the destination of `{}`", instruction.kind.name());
        let error = SyntaxError::new(SyntaxErrorKind::Dockerfile, destination.span, message);
        errors.push(error.help("after it, write the path to copy its text to"));
    }
}

/// Reports that a file is UTF-16, if it looks so: it has a byte order mark of that encoding, or
/// every other byte is zero.
fn utf16(source: &SourceFile) -> Option<SyntaxError> {
    let bytes = source.text().as_bytes();
    let head = &bytes[..bytes.len().min(512)];
    let zeros = memchr::memchr_iter(0, head).count();
    let marked = source.invalid().first().is_some_and(|s| s.start == 0 && s.len() >= 2);
    let looks_so = (marked && zeros > 0) || (head.len() >= 4 && zeros * 3 >= head.len());
    if !looks_so {
        return None;
    }
    let place = source.span().at_start();
    let error = SyntaxError::new(
        SyntaxErrorKind::Dockerfile,
        place,
        "the file is UTF-16, but Docker reads UTF-8",
    );
    Some(error.help("save the file as UTF-8"))
}

/// One error per run of bytes that are not UTF-8, or a single one if there are many.
fn not_utf8(source: &SourceFile) -> Vec<SyntaxError> {
    let runs = source.invalid();
    let new = |span: Span, message: &str| {
        SyntaxError::new(SyntaxErrorKind::Dockerfile, span, message).help("save the file as UTF-8")
    };
    if runs.len() > 3 {
        let message = format!(
            "the file is not UTF-8: {} places like this one cannot be read",
            runs.len()
        );
        return vec![new(runs[0], &message)];
    }
    runs.iter().map(|&run| new(run, "bytes that are not UTF-8")).collect()
}
