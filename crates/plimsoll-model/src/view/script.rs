//! A script of a build context, and the places where shell code stands.

use plimsoll_syntax::{SourceFile, Span};

use super::{Instruction, ScriptView, ShellPlace};
use crate::command::secret_arguments;
use crate::environment::Environment;

impl<'a> ScriptView<'a> {
    pub fn source(self) -> &'a SourceFile {
        &self.file.source
    }

    /// Whether its first line says what reads it.
    pub fn names_its_shell(self) -> bool {
        self.file.shebang.is_some()
    }

    /// What its commands are given that nobody should see.
    pub fn secrets(self) -> impl Iterator<Item = Span> {
        let code = self.file.code.iter();
        let invocations = code.flat_map(|code| code.commands.invocations());
        invocations.flat_map(|invocation| {
            secret_arguments(invocation.argv())
                .into_iter()
                .map(|found| found.secret)
        })
    }

    /// The environment that it is judged as: production, if anything of it runs the script.
    pub fn environment(self) -> Environment {
        self.environment
    }
}

impl<'a> ShellPlace<'a> {
    /// The RUN, if it is one.
    pub fn run(self) -> Option<Instruction<'a>> {
        match self {
            Self::Run(run) => Some(run),
            Self::Script(_) => None,
        }
    }
}
