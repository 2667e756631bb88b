//! Whether what a command prints is kept, rather than shown to whoever watches the build.

use crate::command::invocation::Invocation;

impl Invocation<'_> {
    /// Whether its output, or that of a group or loop that it is in, goes to a file or into
    /// another command.
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
