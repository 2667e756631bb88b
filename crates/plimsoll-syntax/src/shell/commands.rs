//! Statements of the parser's tree to the flat list of commands.

use std::ops::Range;

use shuck_ast::{
    BinaryOp, Command as AstCommand, Comment, CompoundCommand, Span as AstSpan, Stmt, StmtSeq, StmtTerminator,
};

use crate::Text;

use super::options::ShellOptions;
use super::script::{Command, Compound, Connector, Role, Script};
use super::words::{Bodies, Origin, clamp};

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
    lowering.script.comments.dedup();
    lowering.script
}

/// The position of a statement.
#[derive(Clone, Copy, Default)]
struct Place {
    parent: Option<u32>,
    role: Option<Role>,
    depth: u32,
    /// How deep the walk is, which is more than `depth` where a node is skipped.
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
    /// links, so it is unrolled instead of followed.
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
        // Each part of a pipe runs in its own shell, so what it sets is lost.
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
        // The last part of a pipe or of a list has the comment after the whole.
        self.comments(&statement.leading_comments);
        self.comments(statement.inline_comment.as_slice());
        let mut bodies = Bodies::new();
        let mut command = match &statement.command {
            AstCommand::Simple(simple) => self.origin.simple(simple, &mut bodies),
            AstCommand::Builtin(builtin) => self.origin.builtin(builtin, &mut bodies),
            AstCommand::Decl(declaration) => self.origin.declaration(declaration, &mut bodies),
            AstCommand::Compound(compound) => self.origin.compound(statement.span, compound, &mut bodies),
            AstCommand::Function(function) => {
                let mut command = self.origin.blank(function.span, Some(Compound::Function));
                for entry in &function.header.entries {
                    command.arguments.push(self.origin.word(&entry.word, &mut bodies));
                }
                command
            }
            AstCommand::AnonymousFunction(function) => {
                let mut command = self.origin.blank(function.span, Some(Compound::Function));
                command.arguments = self.origin.words(&function.args, &mut bodies);
                command
            }
            // A list instead of a single command; the parser gives it for broken code only.
            AstCommand::Binary(_) => self.origin.blank(statement.span, Some(Compound::Group)),
        };
        command.redirects = self.origin.redirects(&statement.redirects, &mut bodies);
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

    /// Reads the code inside words. It runs in its own shells.
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

    /// Reads the parts of a compound command, and records what a `set` changes.
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

    /// Records what the command at `index` changes, if it is `set` or `shopt`.
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

    fn comments(&mut self, comments: &[Comment]) {
        for comment in comments {
            let range: Range<usize> = usize::from(comment.range.start())..usize::from(comment.range.end());
            let range = clamp(self.origin.text.as_str(), range);
            if !range.is_empty() {
                self.script.comments.push(self.origin.text.span(range));
            }
        }
    }
}

/// The first statement of a chain of some operators, and the links after it.
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
