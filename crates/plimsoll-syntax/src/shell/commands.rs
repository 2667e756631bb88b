//! Statements of the parser's tree to the flat list of commands.

use std::ops::Range;

use shuck_ast::{
    ArrayElem, Assignment as AstAssignment, AssignmentValue, BinaryOp, BuiltinCommand, Command as AstCommand, Comment,
    CompoundCommand, ConditionalExpr, DeclClause, DeclOperand, HeredocBodyPart, Redirect as AstRedirect, RedirectKind,
    RedirectTarget, SimpleCommand, Span as AstSpan, Stmt, StmtSeq, StmtTerminator, Word as AstWord,
};

use crate::{Spanned, Text};

use super::options::ShellOptions;
use super::script::{Assignment, Command, Compound, Connector, Redirect, Role, Script, Word};
use super::words::{Bodies, Origin};

/// Commands nested deeper are left out. The parser itself refuses more than 100 levels.
const MAX_DEPTH: u32 = 256;

/// Makes the list. `options` are those that are on before the first command.
pub(super) fn lower(text: &Text, body: &StmtSeq, options: ShellOptions) -> Script {
    let mut lowering = Lowering {
        origin: Origin { text },
        script: Script::default(),
        options,
    };
    lowering.sequence(body, Place::default());
    lowering.script.comments.sort_unstable();
    lowering.script
}

/// Where a statement stands.
#[derive(Clone, Copy, Default)]
struct Place {
    parent: Option<u32>,
    role: Option<Role>,
    depth: u32,
    /// How deep the walk is, which is more than `depth` where a node is passed over.
    nesting: u32,
    negated: bool,
    background: bool,
}

impl Place {
    fn inside(self, parent: u32, role: Option<Role>) -> Self {
        Self {
            parent: Some(parent),
            role: role.or(self.role),
            depth: self.depth + 1,
            nesting: self.nesting + 1,
            negated: false,
            background: self.background,
        }
    }
}

/// How a statement is joined to the one before it.
#[derive(Clone, Copy)]
struct Joint {
    connector: Connector,
    operator: Option<AstSpan>,
}

struct Lowering<'a> {
    origin: Origin<'a>,
    script: Script,
    /// What `set` has switched on so far.
    options: ShellOptions,
}

impl<'a> Lowering<'a> {
    fn sequence(&mut self, sequence: &'a StmtSeq, place: Place) {
        self.comments(&sequence.leading_comments);
        let mut joint = Joint {
            connector: Connector::First,
            operator: None,
        };
        for statement in &sequence.stmts {
            self.comments(&statement.leading_comments);
            self.list(statement, place, joint);
            self.comments(statement.inline_comment.as_slice());
            joint = Joint {
                connector: Connector::Then,
                operator: statement.terminator_span,
            };
        }
        self.comments(&sequence.trailing_comments);
    }

    /// Commands joined by `&&` and `||`. Such a chain leans to the left and may have a thousand
    /// links, so it is unrolled rather than followed.
    fn list(&mut self, statement: &'a Stmt, mut place: Place, joint: Joint) {
        if place.nesting > MAX_DEPTH {
            return;
        }
        place.background |= matches!(statement.terminator, Some(StmtTerminator::Background(_)));
        let (first, links) = unrolled(statement, |op| matches!(op, BinaryOp::And | BinaryOp::Or));
        self.pipeline(first, place, joint);
        for (operator, span, right) in links {
            let connector = if operator == BinaryOp::And {
                Connector::And
            } else {
                Connector::Or
            };
            let joint = Joint {
                connector,
                operator: Some(span),
            };
            self.pipeline(right, place, joint);
        }
    }

    fn pipeline(&mut self, statement: &'a Stmt, mut place: Place, joint: Joint) {
        let (first, links) = unrolled(statement, |op| matches!(op, BinaryOp::Pipe | BinaryOp::PipeAll));
        place.negated |= statement.negated || first.negated;
        if links.is_empty() {
            if let AstCommand::Compound(CompoundCommand::Time(time)) = &first.command
                && let Some(timed) = &time.command
            {
                // `time` only measures what follows it; its own redirects are not commands.
                place.nesting += 1;
                self.list(timed, place, joint);
                return;
            }
            if matches!(first.command, AstCommand::Binary(_)) {
                place.nesting += 1;
                self.list(first, place, joint);
                return;
            }
        }
        let number = self.script.pipelines.len() as u32;
        self.script.pipelines.push(Vec::new());
        // Each part of a pipe runs in a shell of its own, so what it sets is lost.
        let before = (!links.is_empty()).then_some(self.options);
        self.stage(first, place, joint, number);
        for (_, span, right) in links {
            self.options = before.unwrap_or(self.options);
            let joint = Joint {
                connector: Connector::Pipe,
                operator: Some(span),
            };
            self.stage(right, place, joint, number);
        }
        self.options = before.unwrap_or(self.options);
    }

    fn stage(&mut self, statement: &'a Stmt, place: Place, joint: Joint, pipeline: u32) {
        let mut bodies = Bodies::new();
        let mut command = match &statement.command {
            AstCommand::Simple(simple) => self.simple(simple, &mut bodies),
            AstCommand::Builtin(builtin) => self.builtin(builtin, &mut bodies),
            AstCommand::Decl(declaration) => self.declaration(declaration, &mut bodies),
            AstCommand::Compound(compound) => self.compound(statement.span, compound, &mut bodies),
            AstCommand::Function(function) => {
                let mut command = self.blank(function.span, Some(Compound::Function));
                for entry in &function.header.entries {
                    command.arguments.push(self.origin.word(&entry.word, &mut bodies));
                }
                command
            }
            AstCommand::AnonymousFunction(function) => {
                let mut command = self.blank(function.span, Some(Compound::Function));
                command.arguments = self.words(&function.args, &mut bodies);
                command
            }
            // A list where a single command should be; the parser gives it for broken code only.
            AstCommand::Binary(_) => self.blank(statement.span, Some(Compound::Group)),
        };
        command.redirects = self.redirects(&statement.redirects, &mut bodies);
        for redirect in &command.redirects {
            command.span = command.span.to(redirect.span);
        }
        command.negated = place.negated;
        command.background = place.background;
        command.connector = joint.connector;
        command.operator = joint
            .operator
            .map(|span| self.origin.text.span(self.origin.range(span)));
        command.role = place.role.unwrap_or(Role::Plain);
        command.parent = place.parent;
        command.depth = place.depth;
        command.options = self.options;
        let index = self.push(command, pipeline);
        self.bodies(bodies, place, index);
        self.inside(statement, place, index);
    }

    fn push(&mut self, mut command: Command, pipeline: u32) -> u32 {
        let index = self.script.commands.len() as u32;
        let stages = &mut self.script.pipelines[pipeline as usize];
        command.pipeline = pipeline;
        command.stage = stages.len() as u32;
        stages.push(index);
        self.script.commands.push(command);
        index
    }

    /// Reads the code inside words. It runs in shells of its own.
    fn bodies(&mut self, bodies: Bodies<'a>, place: Place, parent: u32) {
        let before = self.options;
        for (body, role) in bodies {
            let place = Place {
                background: false,
                ..place.inside(parent, Some(role))
            };
            self.sequence(body, place);
            self.options = before;
        }
    }

    /// Reads the parts of a compound, and notes what a `set` changes.
    fn inside(&mut self, statement: &'a Stmt, place: Place, index: u32) {
        let compound = match &statement.command {
            AstCommand::Compound(compound) => compound,
            AstCommand::Function(function) => return self.function(&function.body, place, index),
            AstCommand::AnonymousFunction(function) => return self.function(&function.body, place, index),
            AstCommand::Simple(_) => return self.set(index),
            _ => return,
        };
        let branch = place.inside(index, Some(Role::Branch));
        let condition = place.inside(index, Some(Role::Condition));
        match compound {
            CompoundCommand::If(node) => {
                self.sequence(&node.condition, condition);
                self.sequence(&node.then_branch, branch);
                for (test, body) in &node.elif_branches {
                    self.sequence(test, condition);
                    self.sequence(body, branch);
                }
                if let Some(body) = &node.else_branch {
                    self.sequence(body, branch);
                }
            }
            CompoundCommand::While(node) => {
                self.sequence(&node.condition, condition);
                self.sequence(&node.body, branch);
            }
            CompoundCommand::Until(node) => {
                self.sequence(&node.condition, condition);
                self.sequence(&node.body, branch);
            }
            CompoundCommand::For(node) => self.sequence(&node.body, branch),
            CompoundCommand::Repeat(node) => self.sequence(&node.body, branch),
            CompoundCommand::Foreach(node) => self.sequence(&node.body, branch),
            CompoundCommand::ArithmeticFor(node) => self.sequence(&node.body, branch),
            CompoundCommand::Select(node) => self.sequence(&node.body, branch),
            CompoundCommand::Case(node) => {
                for case in &node.cases {
                    self.sequence(&case.body, branch);
                }
            }
            CompoundCommand::Subshell(body) => {
                let before = self.options;
                self.sequence(body, place.inside(index, Some(Role::Subshell)));
                self.options = before;
            }
            CompoundCommand::BraceGroup(body) => self.sequence(body, place.inside(index, None)),
            CompoundCommand::Always(node) => {
                self.sequence(&node.body, place.inside(index, None));
                self.sequence(&node.always_body, place.inside(index, None));
            }
            CompoundCommand::Coproc(node) => {
                let mut place = place.inside(index, Some(Role::Subshell));
                place.background = true;
                self.single(&node.body, place);
            }
            CompoundCommand::Time(_) | CompoundCommand::Arithmetic(_) | CompoundCommand::Conditional(_) => {}
        }
    }

    fn function(&mut self, body: &'a Stmt, place: Place, index: u32) {
        let before = self.options;
        self.single(body, place.inside(index, Some(Role::Function)));
        self.options = before;
    }

    fn single(&mut self, statement: &'a Stmt, place: Place) {
        let joint = Joint {
            connector: Connector::First,
            operator: None,
        };
        self.list(statement, place, joint);
    }

    /// Notes what the command at `index` changes, if it is `set` or `shopt`.
    fn set(&mut self, index: u32) {
        let command = &self.script.commands[index as usize];
        let words = command.arguments.iter().map(|word| &*word.content);
        match command.name.as_ref().map(|name| &*name.content) {
            Some("set") => self.options = self.options.with(words),
            Some("shopt") => {
                let flags: Vec<&str> = words.collect();
                let has = |letter| flags.iter().any(|f| f.starts_with('-') && f.contains(letter));
                if has('o') && flags.contains(&"pipefail") && (has('s') || has('u')) {
                    self.options.pipefail = has('s');
                }
            }
            _ => {}
        }
    }

    fn blank(&self, span: AstSpan, compound: Option<Compound>) -> Command {
        let range = self.origin.range(span);
        let written = self.origin.written(&range);
        // The span of a statement takes its terminator with it.
        let kept = written.trim_end_matches([' ', '\t', '\n', '\r', ';', '&']).len();
        let mut command = Command::new(self.origin.text.span(range.start..range.start + kept));
        command.compound = compound;
        command
    }

    /// The span that the parser gives a group or a subshell, which lacks the bracket that opens it.
    fn opened(&self, command: &mut Command, span: AstSpan, bracket: char) {
        let range = self.origin.range(span);
        let before = self.origin.written(&(0..range.start)).trim_end();
        if !self.origin.written(&range).starts_with(bracket) && before.ends_with(bracket) {
            let start = self.origin.text.span(before.len() - 1..before.len());
            command.span = start.to(command.span);
        }
    }

    fn simple(&self, simple: &'a SimpleCommand, bodies: &mut Bodies<'a>) -> Command {
        let mut command = self.blank(simple.span, None);
        command.assignments = self.assignments(&simple.assignments, bodies);
        let name = self.origin.word(&simple.name, bodies);
        command.name = (!name.text.is_empty()).then_some(name);
        command.arguments = self.words(&simple.args, bodies);
        self.fit(&mut command);
        command
    }

    fn builtin(&self, builtin: &'a BuiltinCommand, bodies: &mut Bodies<'a>) -> Command {
        let (keyword, first, rest, assignments, span) = match builtin {
            BuiltinCommand::Break(c) => ("break", &c.depth, &c.extra_args, &c.assignments, c.span),
            BuiltinCommand::Continue(c) => ("continue", &c.depth, &c.extra_args, &c.assignments, c.span),
            BuiltinCommand::Return(c) => ("return", &c.code, &c.extra_args, &c.assignments, c.span),
            BuiltinCommand::Exit(c) => ("exit", &c.code, &c.extra_args, &c.assignments, c.span),
        };
        let mut command = self.blank(span, None);
        command.assignments = self.assignments(assignments, bodies);
        let mut range = self.origin.range(span);
        if let Some(last) = assignments.last() {
            range = self.origin.range(last.span).end..range.end;
        }
        let at = self.origin.written(&range).find(keyword).unwrap_or(0) + range.start;
        command.name = Some(self.origin.literal(at..(at + keyword.len()).min(range.end.max(at))));
        let words = first.iter().chain(rest);
        command.arguments = words.map(|word| self.origin.word(word, bodies)).collect();
        self.fit(&mut command);
        command
    }

    fn declaration(&self, declaration: &'a DeclClause, bodies: &mut Bodies<'a>) -> Command {
        let mut command = self.blank(declaration.span, None);
        command.assignments = self.assignments(&declaration.assignments, bodies);
        command.name = Some(self.origin.literal(self.origin.range(declaration.variant_span)));
        for operand in &declaration.operands {
            let word = match operand {
                DeclOperand::Flag(word) | DeclOperand::Dynamic(word) => self.origin.word(word, bodies),
                DeclOperand::Name(name) => self.origin.literal(self.origin.range(name.span)),
                DeclOperand::Assignment(assignment) => {
                    let declared = self.assignment(assignment, bodies);
                    let word = self.declared(assignment, &declared);
                    command.assignments.push(declared);
                    word
                }
            };
            command.arguments.push(word);
        }
        self.fit(&mut command);
        command
    }

    /// The word of an assignment that is an argument of `export`.
    fn declared(&self, assignment: &AstAssignment, declared: &Assignment) -> Word {
        let word = self.origin.literal(self.origin.range(assignment.span));
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

    /// Makes the span of a command go from its first word to its last.
    fn fit(&self, command: &mut Command) {
        let spans = command.assignments.iter().map(|a| a.span);
        let spans = spans.chain(command.name.iter().chain(&command.arguments).map(|w| w.span));
        if let Some(span) = spans.reduce(crate::Span::to) {
            command.span = span;
        }
    }

    fn compound(&self, span: AstSpan, compound: &'a CompoundCommand, bodies: &mut Bodies<'a>) -> Command {
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
            }
            CompoundCommand::Foreach(node) => command.arguments = self.words(&node.words, bodies),
            CompoundCommand::Select(node) => command.arguments = self.words(&node.words, bodies),
            CompoundCommand::Case(node) => {
                command.arguments.push(self.origin.word(&node.word, bodies));
                for pattern in node.cases.iter().flat_map(|case| &case.patterns) {
                    self.origin.pattern(pattern, bodies);
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

    /// The operands of `[[ … ]]`. Its operators may chain a thousand times, so a list of what is
    /// still to be seen takes the place of recursion.
    fn operands(&self, expression: &'a ConditionalExpr, bodies: &mut Bodies<'a>) -> Vec<Word> {
        let mut operands = Vec::new();
        let mut rest = vec![expression];
        while let Some(expression) = rest.pop() {
            match expression {
                ConditionalExpr::Binary(binary) => rest.extend([&*binary.right, &*binary.left]),
                ConditionalExpr::Unary(unary) => rest.push(&unary.expr),
                ConditionalExpr::Parenthesized(inner) => rest.push(&inner.expr),
                ConditionalExpr::Word(word) | ConditionalExpr::Regex(word) => {
                    operands.push(self.origin.word(word, bodies));
                }
                ConditionalExpr::Pattern(pattern) => operands.push(self.origin.pattern(pattern, bodies)),
                ConditionalExpr::VarRef(name) => operands.push(self.origin.literal(self.origin.range(name.span))),
            }
        }
        operands
    }

    fn words(&self, words: &'a [AstWord], bodies: &mut Bodies<'a>) -> Vec<Word> {
        words.iter().map(|word| self.origin.word(word, bodies)).collect()
    }

    fn assignments(&self, assignments: &'a [AstAssignment], bodies: &mut Bodies<'a>) -> Vec<Assignment> {
        assignments.iter().map(|a| self.assignment(a, bodies)).collect()
    }

    fn assignment(&self, assignment: &'a AstAssignment, bodies: &mut Bodies<'a>) -> Assignment {
        let value = match &assignment.value {
            AssignmentValue::Scalar(word) => Some(self.origin.word(word, bodies)),
            AssignmentValue::Compound(array) => {
                for element in &array.elements {
                    match element {
                        ArrayElem::Sequential(value)
                        | ArrayElem::Keyed { value, .. }
                        | ArrayElem::KeyedAppend { value, .. } => self.origin.search(&value.word, bodies),
                    }
                }
                None
            }
        };
        let name = self.origin.text.span(self.origin.range(assignment.target.name_span));
        Assignment {
            span: self.origin.text.span(self.origin.range(assignment.span)),
            name: Spanned::new(assignment.target.name.as_str().into(), name),
            value,
            append: assignment.append,
        }
    }

    fn redirects(&self, redirects: &'a [AstRedirect], bodies: &mut Bodies<'a>) -> Vec<Redirect> {
        redirects.iter().map(|r| self.redirect(r, bodies)).collect()
    }

    fn redirect(&self, redirect: &'a AstRedirect, bodies: &mut Bodies<'a>) -> Redirect {
        let (target, heredoc) = match &redirect.target {
            RedirectTarget::Word(word) => (Some(self.origin.word(word, bodies)), None),
            RedirectTarget::Heredoc(heredoc) => {
                for part in &heredoc.body.parts {
                    if let HeredocBodyPart::CommandSubstitution { body, .. } = &part.kind {
                        bodies.push((body, Role::Substitution));
                    }
                }
                let range = self.origin.range(heredoc.body.span);
                let body = self.origin.written(&range);
                let body = Spanned::new(Box::<str>::from(body), self.origin.text.span(range));
                (None, (!body.value.is_empty()).then_some(body))
            }
        };
        Redirect {
            span: self.origin.text.span(self.origin.range(redirect.span)),
            operator: operator(redirect.kind),
            target,
            descriptor: redirect.fd.and_then(|fd| u32::try_from(fd).ok()),
            heredoc,
        }
    }

    fn comments(&mut self, comments: &[Comment]) {
        for comment in comments {
            let range: Range<usize> = usize::from(comment.range.start())..usize::from(comment.range.end());
            let range = super::words::clamp(self.origin.text.as_str(), range);
            if !range.is_empty() {
                self.script.comments.push(self.origin.text.span(range));
            }
        }
    }
}

/// The first statement of a chain of some operators, and the links behind it.
fn unrolled(mut statement: &Stmt, takes: fn(BinaryOp) -> bool) -> (&Stmt, Vec<(BinaryOp, AstSpan, &Stmt)>) {
    let mut links = Vec::new();
    while let AstCommand::Binary(binary) = &statement.command {
        if !takes(binary.op) {
            break;
        }
        links.push((binary.op, binary.op_span, &*binary.right));
        statement = &binary.left;
    }
    links.reverse();
    (statement, links)
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
