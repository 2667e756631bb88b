//! The remote debuggers of an image.

use std::collections::HashSet;

use plimsoll_syntax::dockerfile::Kind;

use crate::command::server::{Debugger, debugger, debugger_variable, debuggers};
use crate::view::Stage;

impl Stage<'_> {
    /// The remote debuggers that its start command and its variables open.
    pub fn debuggers(self) -> Vec<Debugger> {
        let start = self.start_command();
        let mut found: Vec<Debugger> = start.code().flat_map(|code| debuggers(&code.commands)).collect();
        if let Some(commands) = start.combined() {
            let mut invocations = commands.invocations();
            found.extend(invocations.find_map(|invocation| debugger(invocation.argv())));
        }
        // The last value counts, and is met first.
        let mut seen = HashSet::new();
        for env in self.inherited(Kind::Env) {
            for pair in env.node().pairs().iter().rev() {
                let name = pair.key.as_written();
                let Some(word) = pair.value.as_ref().filter(|_| seen.insert(name)) else {
                    continue;
                };
                let value = env.expand(word).likely();
                found.extend(value.and_then(|value| debugger_variable(name, &value, word.span)));
            }
        }
        found
    }
}
