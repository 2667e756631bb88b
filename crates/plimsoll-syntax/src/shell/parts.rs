//! Single commands of the parser's tree to commands of ours, without their contents.

use shuck_ast::{
    ArrayElem, Assignment as AstAssignment, AssignmentValue, BuiltinCommand, CompoundCommand, ConditionalExpr,
    DeclClause, DeclOperand, HeredocBodyPart, Redirect as AstRedirect, RedirectKind, RedirectTarget, SimpleCommand,
    Span as AstSpan, Word as AstWord,
};

use crate::Spanned;

use super::script::{Assignment, Command, Compound, Redirect, Role, Word};
use super::words::{Bodies, Origin};

impl<'a> Origin<'a> {
    pub(super) fn blank(self, span: AstSpan, compound: Option<Compound>) -> Command {
        let range = self.range(span);
        let written = self.written(&range);
        // The span of a statement includes its terminator.
        let kept = written.trim_end_matches([' ', '\t', '\n', '\r', ';', '&']).len();
        let mut command = Command::new(self.text.span(range.start..range.start + kept));
        command.compound = compound;
        command
    }

    /// The span that the parser gives a group or a subshell, which lacks the opening bracket.
    fn opened(self, command: &mut Command, span: AstSpan, bracket: char) {
        let range = self.range(span);
        let before = self.written(&(0..range.start)).trim_end();
        if !self.written(&range).starts_with(bracket) && before.ends_with(bracket) {
            let start = self.text.span(before.len() - 1..before.len());
            command.span = start.to(command.span);
        }
    }

    pub(super) fn simple(self, simple: &'a SimpleCommand, bodies: &mut Bodies<'a>) -> Command {
        let mut command = self.blank(simple.span, None);
        command.assignments = self.assignments(&simple.assignments, bodies);
        let name = self.word(&simple.name, bodies);
        command.name = (!name.text.is_empty()).then_some(name);
        command.arguments = self.words(&simple.args, bodies);
        fit(&mut command);
        command
    }

    pub(super) fn builtin(self, builtin: &'a BuiltinCommand, bodies: &mut Bodies<'a>) -> Command {
        let (keyword, first, rest, assignments, span) = match builtin {
            BuiltinCommand::Break(c) => ("break", &c.depth, &c.extra_args, &c.assignments, c.span),
            BuiltinCommand::Continue(c) => ("continue", &c.depth, &c.extra_args, &c.assignments, c.span),
            BuiltinCommand::Return(c) => ("return", &c.code, &c.extra_args, &c.assignments, c.span),
            BuiltinCommand::Exit(c) => ("exit", &c.code, &c.extra_args, &c.assignments, c.span),
        };
        let mut command = self.blank(span, None);
        command.assignments = self.assignments(assignments, bodies);
        let mut range = self.range(span);
        if let Some(last) = assignments.last() {
            range = self.range(last.span).end..range.end;
        }
        let at = self.written(&range).find(keyword).unwrap_or(0) + range.start;
        command.name = Some(self.literal(at..(at + keyword.len()).min(range.end.max(at))));
        let words = first.iter().chain(rest);
        command.arguments = words.map(|word| self.word(word, bodies)).collect();
        fit(&mut command);
        command
    }

    pub(super) fn declaration(self, declaration: &'a DeclClause, bodies: &mut Bodies<'a>) -> Command {
        let mut command = self.blank(declaration.span, None);
        command.assignments = self.assignments(&declaration.assignments, bodies);
        command.name = Some(self.literal(self.range(declaration.variant_span)));
        for operand in &declaration.operands {
            let word = match operand {
                DeclOperand::Flag(word) | DeclOperand::Dynamic(word) => self.word(word, bodies),
                DeclOperand::Name(name) => self.literal(self.range(name.span)),
                DeclOperand::Assignment(assignment) => {
                    let declared = self.assignment(assignment, bodies);
                    let word = self.declared(assignment, &declared);
                    command.assignments.push(declared);
                    word
                }
            };
            command.arguments.push(word);
        }
        fit(&mut command);
        command
    }

    /// The word of an assignment that is an argument of `export`.
    fn declared(self, assignment: &AstAssignment, declared: &Assignment) -> Word {
        let word = self.literal(self.range(assignment.span));
        let Some(value) = &declared.value else {
            return Word { value: None, ..word };
        };
        let before = word.text.len().saturating_sub(value.text.len());
        let content = format!("{}{}", word.text.get(..before).unwrap_or_default(), value.content);
        Word {
            span: word.span,
            range: word.range,
            text: word.text,
            value: value.value.as_ref().map(|_| content.as_str().into()),
            content: content.into(),
            ..value.clone()
        }
    }

    pub(super) fn compound(self, span: AstSpan, compound: &'a CompoundCommand, bodies: &mut Bodies<'a>) -> Command {
        let (kind, span) = match compound {
            CompoundCommand::If(node) => (Compound::If, node.span),
            CompoundCommand::For(node) => (Compound::For, node.span),
            CompoundCommand::Repeat(node) => (Compound::Loop, node.span),
            CompoundCommand::Foreach(node) => (Compound::For, node.span),
            CompoundCommand::ArithmeticFor(node) => (Compound::For, node.span),
            CompoundCommand::While(node) => (Compound::Loop, node.span),
            CompoundCommand::Until(node) => (Compound::Loop, node.span),
            CompoundCommand::Case(node) => (Compound::Case, node.span),
            CompoundCommand::Select(node) => (Compound::For, node.span),
            CompoundCommand::Subshell(_) => (Compound::Subshell, span),
            CompoundCommand::BraceGroup(_) => (Compound::Group, span),
            CompoundCommand::Arithmetic(node) => (Compound::Arithmetic, node.span),
            CompoundCommand::Time(node) => (Compound::Group, node.span),
            CompoundCommand::Conditional(node) => (Compound::Test, node.span),
            CompoundCommand::Coproc(node) => (Compound::Group, node.span),
            CompoundCommand::Always(node) => (Compound::Group, node.span),
        };
        let mut command = self.blank(span, Some(kind));
        match compound {
            CompoundCommand::For(node) => {
                command.arguments = self.words(node.words.as_deref().unwrap_or_default(), bodies);
                let targets = node.targets.iter();
                command.loop_variables = targets
                    .map(|target| self.literal(self.range(target.span)).text)
                    .collect();
            }
            CompoundCommand::Foreach(node) => command.arguments = self.words(&node.words, bodies),
            CompoundCommand::Select(node) => command.arguments = self.words(&node.words, bodies),
            CompoundCommand::Case(node) => {
                command.arguments.push(self.word(&node.word, bodies));
                for pattern in node.cases.iter().flat_map(|case| &case.patterns) {
                    self.pattern(pattern, bodies);
                }
            }
            CompoundCommand::Subshell(_) => self.opened(&mut command, span, '('),
            CompoundCommand::BraceGroup(_) => self.opened(&mut command, span, '{'),
            CompoundCommand::Conditional(node) => {
                command.arguments = self.operands(&node.expression, bodies);
            }
            _ => {}
        }
        command
    }

    /// The operands of `[[ … ]]`. Its operators may chain a thousand times, so a list of pending
    /// ones replaces recursion.
    fn operands(self, expression: &'a ConditionalExpr, bodies: &mut Bodies<'a>) -> Vec<Word> {
        let mut operands = Vec::new();
        let mut rest = vec![expression];
        while let Some(expression) = rest.pop() {
            match expression {
                ConditionalExpr::Binary(binary) => rest.extend([&*binary.right, &*binary.left]),
                ConditionalExpr::Unary(unary) => rest.push(&unary.expr),
                ConditionalExpr::Parenthesized(inner) => rest.push(&inner.expr),
                ConditionalExpr::Word(word) | ConditionalExpr::Regex(word) => {
                    operands.push(self.word(word, bodies));
                }
                ConditionalExpr::Pattern(pattern) => operands.push(self.pattern(pattern, bodies)),
                ConditionalExpr::VarRef(name) => operands.push(self.literal(self.range(name.span))),
            }
        }
        operands
    }

    pub(super) fn words(self, words: &'a [AstWord], bodies: &mut Bodies<'a>) -> Vec<Word> {
        words.iter().map(|word| self.word(word, bodies)).collect()
    }

    fn assignments(self, assignments: &'a [AstAssignment], bodies: &mut Bodies<'a>) -> Vec<Assignment> {
        assignments.iter().map(|a| self.assignment(a, bodies)).collect()
    }

    fn assignment(self, assignment: &'a AstAssignment, bodies: &mut Bodies<'a>) -> Assignment {
        let value = match &assignment.value {
            AssignmentValue::Scalar(word) => Some(self.word(word, bodies)),
            AssignmentValue::Compound(array) => {
                for element in &array.elements {
                    match element {
                        ArrayElem::Sequential(value)
                        | ArrayElem::Keyed { value, .. }
                        | ArrayElem::KeyedAppend { value, .. } => self.search(&value.word, bodies),
                    }
                }
                None
            }
        };
        let name = self.text.span(self.range(assignment.target.name_span));
        Assignment {
            span: self.text.span(self.range(assignment.span)),
            name: Spanned::new(assignment.target.name.as_str().into(), name),
            value,
            append: assignment.append,
        }
    }

    pub(super) fn redirects(self, redirects: &'a [AstRedirect], bodies: &mut Bodies<'a>) -> Vec<Redirect> {
        redirects.iter().map(|r| self.redirect(r, bodies)).collect()
    }

    fn redirect(self, redirect: &'a AstRedirect, bodies: &mut Bodies<'a>) -> Redirect {
        let (target, heredoc) = match &redirect.target {
            RedirectTarget::Word(word) => (Some(self.word(word, bodies)), None),
            RedirectTarget::Heredoc(heredoc) => {
                for part in &heredoc.body.parts {
                    if let HeredocBodyPart::CommandSubstitution { body, .. } = &part.kind {
                        bodies.push((body, Role::Substitution));
                    }
                }
                let range = self.range(heredoc.body.span);
                let body = self.written(&range);
                let body = Spanned::new(Box::<str>::from(body), self.text.span(range));
                (None, (!body.value.is_empty()).then_some(body))
            }
        };
        Redirect {
            span: self.text.span(self.range(redirect.span)),
            operator: operator(redirect.kind),
            target,
            descriptor: redirect.fd.and_then(|fd| u32::try_from(fd).ok()),
            heredoc,
        }
    }
}

/// Makes the span of a command go from its first word to its last.
fn fit(command: &mut Command) {
    let spans = command.assignments.iter().map(|a| a.span);
    let spans = spans.chain(command.words().map(|w| w.span));
    if let Some(span) = spans.reduce(crate::Span::to) {
        command.span = span;
    }
}

fn operator(kind: RedirectKind) -> &'static str {
    match kind {
        RedirectKind::Output => ">",
        RedirectKind::Clobber => ">|",
        RedirectKind::Append => ">>",
        RedirectKind::Input => "<",
        RedirectKind::ReadWrite => "<>",
        RedirectKind::HereDoc => "<<",
        RedirectKind::HereDocStrip => "<<-",
        RedirectKind::HereString => "<<<",
        RedirectKind::DupOutput => ">&",
        RedirectKind::DupInput => "<&",
        RedirectKind::OutputBoth => "&>",
    }
}
