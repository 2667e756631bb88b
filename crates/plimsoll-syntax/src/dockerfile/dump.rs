//! A tree as an outline, one line per node: for the tests, and for debugging.

use std::fmt::Write;

use crate::{Span, Spanned, Text};

use super::tree::{Arguments, Command, CommandForm, Dockerfile, Flag, Heredoc, Instruction, Pair};
use super::word::{Modifier, Part, Word};

/// Writes a Dockerfile's tree with the span and the text of every node.
pub fn dump(file: &Dockerfile) -> String {
    let mut out = Outline { text: String::new() };
    if file.escape != '\\' {
        out.line(0, &format!("escape {:?}", file.escape));
    }
    for directive in &file.directives {
        out.line(0, &format!("directive {:?}", directive.span));
        out.node(1, "name", directive.name.span, &directive.name.value);
        out.node(1, "value", directive.value.span, &directive.value.value);
    }
    for comment in &file.comments {
        let place = if comment.inside_instruction {
            "comment inside"
        } else {
            "comment"
        };
        out.node(0, place, comment.span, &comment.text);
    }
    for instruction in &file.instructions {
        out.instruction(0, instruction);
    }
    for error in &file.errors {
        out.node(0, &format!("error {:?}", error.kind), error.span, &error.message);
        if let Some((span, text)) = &error.related {
            out.node(1, "related", *span, text);
        }
        if let Some(repair) = &error.repair {
            out.line(1, &format!("repair {:?}", repair.title));
        }
    }
    out.text
}

struct Outline {
    text: String,
}

impl Outline {
    fn line(&mut self, depth: usize, text: &str) {
        // Writing to a string cannot fail.
        let _ = writeln!(self.text, "{:width$}{text}", "", width = depth * 2);
    }

    fn node(&mut self, depth: usize, label: &str, span: Span, text: &str) {
        self.line(depth, &format!("{label} {span:?} {text:?}"));
    }

    fn instruction(&mut self, depth: usize, instruction: &Instruction) {
        let Instruction {
            keyword,
            span,
            full_span,
            ..
        } = instruction;
        let name = match instruction.kind.name() {
            "" => "(unknown)",
            name => name,
        };
        self.line(depth, &format!("{name} {keyword:?} span {span:?} full {full_span:?}"));
        for flag in &instruction.flags {
            self.flag(depth + 1, flag);
        }
        self.arguments(depth + 1, &instruction.arguments);
        for heredoc in &instruction.heredocs {
            self.heredoc(depth + 1, heredoc);
        }
    }

    fn flag(&mut self, depth: usize, flag: &Flag) {
        self.node(depth, "flag", flag.span, &flag.name.value);
        if let Some(value) = &flag.value {
            self.word(depth + 1, "value", value);
        }
        for option in &flag.options {
            self.node(depth + 1, "option", option.span, &option.key.value);
            if let Some(value) = &option.value {
                self.word(depth + 2, "value", value);
            }
        }
    }

    fn arguments(&mut self, depth: usize, arguments: &Arguments) {
        match arguments {
            Arguments::From {
                image,
                as_keyword,
                name,
            } => {
                self.words(depth, "image", image);
                if let Some(span) = as_keyword {
                    self.line(depth, &format!("as {span:?}"));
                }
                self.words(depth, "name", name);
            }
            Arguments::Command(command) => self.command(depth, command),
            Arguments::Copy {
                sources,
                destination,
                json,
            } => {
                self.json(depth, *json);
                self.words(depth, "source", sources);
                self.words(depth, "destination", destination);
            }
            Arguments::Pairs(pairs) => {
                for pair in pairs {
                    self.pair(depth, pair);
                }
            }
            Arguments::Words { words, json } => {
                self.json(depth, *json);
                self.words(depth, "word", words);
            }
            Arguments::HealthcheckNone(span) => self.line(depth, &format!("none {span:?}")),
            Arguments::HealthcheckCmd { keyword, command } => {
                self.line(depth, &format!("cmd {keyword:?}"));
                self.command(depth, command);
            }
            Arguments::Onbuild(Some(trigger)) => self.instruction(depth, trigger),
            Arguments::Onbuild(None) => self.line(depth, "no trigger"),
            Arguments::Other(words) => self.words(depth, "word", words),
        }
    }

    fn json(&mut self, depth: usize, json: bool) {
        if json {
            self.line(depth, "json");
        }
    }

    fn command(&mut self, depth: usize, command: &Command) {
        match &command.form {
            CommandForm::Exec(words) => {
                self.line(depth, &format!("exec {:?}", command.span));
                for Spanned { value, span } in words {
                    self.node(depth + 1, "string", *span, value);
                }
            }
            CommandForm::Shell(text) => self.mapped(depth, "shell", text),
        }
    }

    fn pair(&mut self, depth: usize, pair: &Pair) {
        let label = if pair.legacy { "legacy pair" } else { "pair" };
        self.line(depth, &format!("{label} {:?}", pair.span));
        self.word(depth + 1, "key", &pair.key);
        self.words(depth + 1, "value", &pair.value);
    }

    fn heredoc(&mut self, depth: usize, heredoc: &Heredoc) {
        self.node(depth, "heredoc", heredoc.span, &heredoc.name.value);
        let mut how = String::new();
        if heredoc.strip_tabs {
            how.push_str(" strips tabs");
        }
        if heredoc.quoted {
            how.push_str(" quoted");
        }
        if let Some(descriptor) = heredoc.file_descriptor {
            how.push_str(&format!(" descriptor {descriptor}"));
        }
        self.line(depth + 1, &format!("name {:?}{how}", heredoc.name.span));
        self.mapped(depth + 1, "body", &heredoc.body);
        match heredoc.terminator {
            Some(span) => self.line(depth + 1, &format!("terminator {span:?}")),
            None => self.line(depth + 1, "no terminator"),
        }
    }

    /// A text with the places of its pieces, if it has more than one.
    fn mapped(&mut self, depth: usize, label: &str, text: &Text) {
        self.node(depth, label, text.full_span(), text.as_str());
        if text.segments().len() < 2 {
            return;
        }
        for segment in text.segments() {
            let end = segment.source + segment.len;
            self.line(depth + 1, &format!("from {} at {}..{end}", segment.at, segment.source));
        }
    }

    fn words<'a>(&mut self, depth: usize, label: &str, words: impl IntoIterator<Item = &'a Word>) {
        for word in words {
            self.word(depth, label, word);
        }
    }

    fn word(&mut self, depth: usize, label: &str, word: &Word) {
        self.node(depth, label, word.span, word.as_written());
        if let Some(fault) = &word.malformed {
            self.node(depth + 1, "malformed", fault.span, fault.value.message());
        }
        // A single literal that equals the written text adds nothing.
        if !matches!(&word.parts[..], [Part::Literal(text)] if &*text.value == word.as_written()) {
            self.parts(depth + 1, &word.parts);
        }
    }

    /// The depth of nested variables is bounded by the lexer.
    fn parts(&mut self, depth: usize, parts: &[Part]) {
        for part in parts {
            match part {
                Part::Literal(text) => self.node(depth, "literal", text.span, &text.value),
                Part::Variable(variable) => {
                    self.node(depth, "variable", variable.span, &variable.name.value);
                    if let Some(modifier) = &variable.modifier {
                        self.modifier(depth + 1, modifier);
                    }
                }
            }
        }
    }

    fn modifier(&mut self, depth: usize, modifier: &Modifier) {
        let operator = &modifier.operator;
        self.line(depth, &format!("operator {:?} {:?}", operator.span, operator.value));
        self.parts(depth + 1, &modifier.word);
        if let Some(replacement) = &modifier.replacement {
            self.line(depth, "replacement");
            self.parts(depth + 1, replacement);
        }
    }
}
