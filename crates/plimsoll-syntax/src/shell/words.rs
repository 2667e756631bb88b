//! Words of the parser's tree to words of ours.

use std::ops::Range;

use shuck_ast::{
    BourneParameterExpansion, ParameterExpansionSyntax, ParameterOp, Pattern, PatternPart, Span as AstSpan, StmtSeq,
    Subscript, VarRef, Word as AstWord, WordPart, WordPartNode, ZshExpansionTarget,
};

use crate::Text;

use super::quotes;
use super::script::{Role, Variable, Word};

/// Words inside words are followed to this depth. The parser itself stops earlier.
const MAX_DEPTH: u32 = 128;

/// Code found inside words, to be read after the command that contains it.
pub(super) type Bodies<'a> = Vec<(&'a StmtSeq, Role)>;

/// The text that is parsed.
#[derive(Clone, Copy)]
pub(super) struct Origin<'a> {
    pub(super) text: &'a Text,
}

impl<'a> Origin<'a> {
    /// The range of a span of the parser, forced to lie in the text.
    pub(super) fn range(self, span: AstSpan) -> Range<usize> {
        clamp(self.text.as_str(), span.start.offset()..span.end.offset())
    }

    /// The text as written in a range.
    pub(super) fn written(self, range: &Range<usize>) -> &'a str {
        self.text.as_str().get(range.clone()).unwrap_or_default()
    }

    /// A word; the code inside it is added to `bodies`.
    pub(super) fn word(self, word: &'a AstWord, bodies: &mut Bodies<'a>) -> Word {
        let range = self.range(word.span);
        let mut facts = Facts::of(self, range.clone());
        facts.parts(&word.parts, false, 0, bodies);
        let content = quotes::unquote(self.written(&range));
        Word {
            value: facts.literal.then(|| content.clone()),
            variables: facts.variables,
            quoted: facts.quoted,
            substitutes: facts.substitutes,
            glob: facts.glob,
            ..self.plain(range, content)
        }
    }

    /// A plain word, such as the name of a builtin.
    pub(super) fn literal(self, range: Range<usize>) -> Word {
        let content: Box<str> = self.written(&range).into();
        Word {
            value: Some(content.clone()),
            ..self.plain(range, content)
        }
    }

    /// Collects the contents of a word that is not kept itself.
    pub(super) fn search(self, word: &'a AstWord, bodies: &mut Bodies<'a>) {
        let mut facts = Facts::of(self, self.range(word.span));
        facts.parts(&word.parts, false, 0, bodies);
    }

    /// Collects the contents of a pattern of `case` or `[[`.
    pub(super) fn pattern(self, pattern: &'a Pattern, bodies: &mut Bodies<'a>) -> Word {
        let range = self.range(pattern.span);
        let mut facts = Facts::of(self, range.clone());
        facts.pattern(pattern, 0, bodies);
        let content = quotes::unquote(self.written(&range));
        Word {
            variables: facts.variables,
            substitutes: facts.substitutes,
            ..self.plain(range, content)
        }
    }

    fn plain(self, range: Range<usize>, content: Box<str>) -> Word {
        Word {
            span: self.text.span(range.clone()),
            text: self.written(&range).into(),
            value: None,
            content,
            variables: Vec::new(),
            quoted: false,
            substitutes: false,
            glob: false,
            range,
        }
    }
}

/// A range inside the text, on character boundaries.
pub(super) fn clamp(text: &str, range: Range<usize>) -> Range<usize> {
    let start = text.floor_char_boundary(range.start);
    let end = text.floor_char_boundary(range.end);
    start..end.max(start)
}

struct Facts<'a> {
    origin: Origin<'a>,
    /// The word; a part that the parser places outside it is taken to be the whole word.
    range: Range<usize>,
    /// The place of the last variable, plus one.
    cursor: usize,
    /// A variable was searched for in vain, so others are no longer searched for.
    lost: bool,
    variables: Vec<Variable>,
    literal: bool,
    quoted: bool,
    substitutes: bool,
    glob: bool,
}

impl<'a> Facts<'a> {
    fn of(origin: Origin<'a>, range: Range<usize>) -> Self {
        Self {
            origin,
            range,
            cursor: 0,
            lost: false,
            variables: Vec::new(),
            literal: true,
            quoted: false,
            substitutes: false,
            glob: false,
        }
    }

    fn parts(&mut self, parts: &'a [WordPartNode], double: bool, depth: u32, bodies: &mut Bodies<'a>) {
        if depth > MAX_DEPTH {
            return;
        }
        for part in parts {
            self.part(part, double, depth, bodies);
        }
    }

    fn part(&mut self, part: &'a WordPartNode, double: bool, depth: u32, bodies: &mut Bodies<'a>) {
        match &part.kind {
            WordPart::Literal(_) => {
                let range = self.origin.range(part.span);
                self.glob |= !double && has_glob(self.origin.written(&range));
                return;
            }
            WordPart::SingleQuoted { dollar, .. } => {
                self.quoted = true;
                // The escapes of `$'…'` are not decoded, so the value is not known.
                let range = self.origin.range(part.span);
                self.literal &= !(*dollar && self.origin.written(&range).contains('\\'));
                return;
            }
            WordPart::DoubleQuoted { parts, .. } => {
                self.quoted = true;
                return self.parts(parts, true, depth + 1, bodies);
            }
            _ => self.literal = false,
        }
        match &part.kind {
            WordPart::Literal(_) | WordPart::SingleQuoted { .. } | WordPart::DoubleQuoted { .. } => {}
            WordPart::ZshQualifiedGlob(_) => self.glob = true,
            WordPart::Variable(name) => self.variable(name.as_str(), part.span, true, double),
            WordPart::CommandSubstitution { body, .. } => {
                self.substitutes = true;
                bodies.push((body, Role::Substitution));
            }
            WordPart::ProcessSubstitution { body, .. } => {
                self.substitutes = true;
                bodies.push((body, Role::ProcessSubstitution));
            }
            WordPart::ArithmeticExpansion {
                expression_word_ast, ..
            } => self.parts(&expression_word_ast.parts, double, depth + 1, bodies),
            WordPart::Parameter(parameter) => match &parameter.syntax {
                ParameterExpansionSyntax::Bourne(syntax) => self.bourne(syntax, part.span, double, depth, bodies),
                ParameterExpansionSyntax::Zsh(syntax) => {
                    if let ZshExpansionTarget::Reference(reference) = &syntax.target {
                        self.variable(reference.name.as_str(), part.span, false, double);
                    }
                }
            },
            WordPart::ParameterExpansion {
                reference,
                operator,
                operand_word_ast,
                ..
            } => {
                self.reference(reference, part.span, double, depth, bodies);
                self.operator(operator, depth, bodies);
                self.operand(operand_word_ast.as_deref(), double, depth, bodies);
            }
            WordPart::IndirectExpansion {
                reference,
                operator,
                operand_word_ast,
                ..
            } => {
                self.reference(reference, part.span, double, depth, bodies);
                if let Some(operator) = operator {
                    self.operator(operator, depth, bodies);
                }
                self.operand(operand_word_ast.as_deref(), double, depth, bodies);
            }
            WordPart::Length(reference)
            | WordPart::ArrayAccess(reference)
            | WordPart::ArrayLength(reference)
            | WordPart::ArrayIndices(reference)
            | WordPart::Transformation { reference, .. } => {
                self.reference(reference, part.span, double, depth, bodies);
            }
            WordPart::Substring {
                reference,
                offset_word_ast,
                length_word_ast,
                ..
            }
            | WordPart::ArraySlice {
                reference,
                offset_word_ast,
                length_word_ast,
                ..
            } => {
                self.reference(reference, part.span, double, depth, bodies);
                self.operand(Some(offset_word_ast), double, depth, bodies);
                self.operand(length_word_ast.as_deref(), double, depth, bodies);
            }
            WordPart::PrefixMatch { .. } => {}
        }
    }

    /// What is inside `${ … }`.
    fn bourne(
        &mut self,
        syntax: &'a BourneParameterExpansion,
        span: AstSpan,
        double: bool,
        depth: u32,
        bodies: &mut Bodies<'a>,
    ) {
        match syntax {
            BourneParameterExpansion::Access { reference } => {
                let plain = reference.subscript.is_none();
                self.variable(reference.name.as_str(), span, plain, double);
                self.subscript(reference.subscript.as_deref(), double, depth, bodies);
            }
            BourneParameterExpansion::Length { reference }
            | BourneParameterExpansion::Indices { reference }
            | BourneParameterExpansion::Transformation { reference, .. } => {
                self.reference(reference, span, double, depth, bodies);
            }
            BourneParameterExpansion::Indirect {
                reference, operator, ..
            } => {
                self.reference(reference, span, double, depth, bodies);
                if let Some(operator) = operator {
                    self.operator(operator, depth, bodies);
                }
            }
            BourneParameterExpansion::PrefixMatch { .. } => {}
            BourneParameterExpansion::Slice { reference, .. } => {
                self.reference(reference, span, double, depth, bodies);
            }
            BourneParameterExpansion::Operation {
                reference, operator, ..
            } => {
                self.reference(reference, span, double, depth, bodies);
                self.operator(operator, depth, bodies);
            }
        }
        self.operand(syntax.operand_word_ast(), double, depth, bodies);
        self.operand(syntax.offset_word_ast(), double, depth, bodies);
        self.operand(syntax.length_word_ast(), double, depth, bodies);
    }

    fn operand(&mut self, word: Option<&'a AstWord>, double: bool, depth: u32, bodies: &mut Bodies<'a>) {
        if let Some(word) = word {
            self.parts(&word.parts, double, depth + 1, bodies);
        }
    }

    fn operator(&mut self, operator: &'a ParameterOp, depth: u32, bodies: &mut Bodies<'a>) {
        match operator {
            ParameterOp::RemovePrefixShort { pattern }
            | ParameterOp::RemovePrefixLong { pattern }
            | ParameterOp::RemoveSuffixShort { pattern }
            | ParameterOp::RemoveSuffixLong { pattern }
            | ParameterOp::ReplaceFirst { pattern, .. }
            | ParameterOp::ReplaceAll { pattern, .. } => self.pattern(pattern, depth + 1, bodies),
            _ => {}
        }
        self.operand(operator.replacement_word_ast(), false, depth, bodies);
    }

    fn pattern(&mut self, pattern: &'a Pattern, depth: u32, bodies: &mut Bodies<'a>) {
        if depth > MAX_DEPTH {
            return;
        }
        for part in &pattern.parts {
            match &part.kind {
                PatternPart::Word(word) => self.parts(&word.parts, false, depth + 1, bodies),
                PatternPart::Group { patterns, .. } => {
                    for inner in patterns {
                        self.pattern(inner, depth + 1, bodies);
                    }
                }
                _ => {}
            }
        }
    }

    fn reference(&mut self, reference: &'a VarRef, span: AstSpan, double: bool, depth: u32, bodies: &mut Bodies<'a>) {
        self.variable(reference.name.as_str(), span, false, double);
        self.subscript(reference.subscript.as_deref(), double, depth, bodies);
    }

    fn subscript(&mut self, subscript: Option<&'a Subscript>, double: bool, depth: u32, bodies: &mut Bodies<'a>) {
        self.operand(subscript.and_then(Subscript::word_ast), double, depth, bodies);
    }

    fn variable(&mut self, name: &str, span: AstSpan, plain: bool, quoted: bool) {
        let range = self.place(name, self.origin.range(span));
        self.variables.push(Variable {
            span: self.origin.text.span(range),
            name: name.into(),
            plain,
            quoted,
        });
    }

    /// The place of a variable, which the parser puts too early in words with escaped quotes. It is
    /// then searched for, after the variable before it; if it is not found, the place is the whole
    /// word.
    fn place(&mut self, name: &str, given: Range<usize>) -> Range<usize> {
        let inside = self.range.start <= given.start && given.end <= self.range.end;
        if inside && is_reference(self.origin.written(&given), name) {
            self.cursor = self.cursor.max(given.start + 1);
            return given;
        }
        let rest = self.cursor.max(self.range.start)..self.range.end;
        let Some(found) = find_reference(self.origin.written(&rest), name).filter(|_| !self.lost) else {
            self.lost = true;
            return self.range.clone();
        };
        self.cursor = rest.start + found.start + 1;
        rest.start + found.start..rest.start + found.end
    }
}

/// Whether a text is `$name` or `${…name…}`.
fn is_reference(text: &str, name: &str) -> bool {
    match text.strip_prefix("${") {
        Some(body) => body.ends_with('}') && begins_with_name(body.trim_start_matches(['#', '!']), name),
        None => text.strip_prefix('$') == Some(name),
    }
}

/// The place of the first reference to a variable.
fn find_reference(text: &str, name: &str) -> Option<Range<usize>> {
    let mut dollars = text.match_indices('$').filter(|(at, _)| {
        let escapes = text[..*at].bytes().rev().take_while(|byte| *byte == b'\\').count();
        escapes % 2 == 0
    });
    dollars.find_map(|(at, _)| {
        let rest = &text[at + 1..];
        match rest.strip_prefix('{') {
            Some(body) if begins_with_name(body.trim_start_matches(['#', '!']), name) => {
                Some(at..quotes::closing(text, at + 1))
            }
            None if begins_with_name(rest, name) => Some(at..at + 1 + name.len()),
            _ => None,
        }
    })
}

/// Whether a name is at the start of a text, and not just the start of a longer name.
fn begins_with_name(text: &str, name: &str) -> bool {
    let is_part = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    let is_word = name
        .bytes()
        .next()
        .is_some_and(|byte| is_part(byte) && !byte.is_ascii_digit());
    let next = text.strip_prefix(name).map(|rest| rest.bytes().next());
    next.is_some_and(|next| !(is_word && next.is_some_and(is_part)))
}

fn has_glob(literal: &str) -> bool {
    let mut escaped = false;
    literal.bytes().any(|byte| {
        let special = !escaped && matches!(byte, b'*' | b'?' | b'[');
        escaped = byte == b'\\' && !escaped;
        special
    })
}
