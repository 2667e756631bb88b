//! Whether the output of a command is kept, and not just shown in the build log.

use crate::command::invocation::Invocation;

impl Invocation<'_> {
    /// Whether its output, or that of a group or loop around it, goes to a file or into another
    /// command.
    pub fn output_is_kept(&self) -> bool {
        let around = self.script.ancestors(self.index).map(|(at, _)| at);
        std::iter::once(self.index).chain(around).any(|at| {
            let command = &self.script.commands[at as usize];
            let redirected = command.redirects.iter().any(|r| r.operator.contains('>'));
            let piped = self.script.pipeline_of(at).len() > command.stage as usize + 1;
            redirected || piped
        })
    }
}
