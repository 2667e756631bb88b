//! A script of a build context, and the places where shell code stands.

use plimsoll_syntax::SourceFile;

use super::{Instruction, ScriptView, ShellPlace};
use crate::environment::Environment;

impl<'a> ScriptView<'a> {
    pub fn source(self) -> &'a SourceFile {
        &self.file.source
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
