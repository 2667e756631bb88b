//! Steps that work inside a repository that the stage cloned.

use std::collections::HashSet;

use plimsoll_syntax::Span;
use plimsoll_syntax::dockerfile::Kind;

use crate::base::path;
use crate::command::git::cloned;
use crate::command::{Invocation, Parted};
use crate::view::Stage;

impl Stage<'_> {
    /// The programs that are run inside a repository that an earlier step cloned, unless the image
    /// starts there: then the clone is the project. Only `cd` and WORKDIR are followed.
    pub fn steps_in_tools(self) -> HashSet<Span> {
        let mut found = HashSet::new();
        let mut clones: Vec<String> = Vec::new();
        let mut folder = self.first_workdir();
        for instruction in self.instructions() {
            if instruction.node().kind == Kind::Workdir {
                folder = instruction.folder_after(folder);
                continue;
            }
            for code in instruction.build_code() {
                let mut place = folder.clone();
                for step in code.commands.invocations() {
                    let Some(here) = &place else { break };
                    if let Some(clone) = clone_folder(&step, here) {
                        clones.push(clone);
                    } else if step.name == "cd" {
                        place = step.arguments().first().and_then(|to| followed(to.text, here));
                    } else if clones.iter().any(|clone| path::is_below(here, clone)) {
                        found.insert(step.span);
                    }
                }
            }
        }
        let end = self.final_workdir();
        let starts_in_clone = end.is_some_and(|end| clones.iter().any(|clone| path::is_below(&end, clone)));
        match starts_in_clone && !self.starts_ssh_server() {
            true => HashSet::new(),
            false => found,
        }
    }
}

/// The folder that a `git clone` makes.
fn clone_folder(step: &Invocation<'_>, here: &str) -> Option<String> {
    let address = cloned(step.argv())?;
    let name = || {
        let last = address.text.trim_end_matches('/').rsplit(['/', ':']).next();
        last.map(|name| name.trim_end_matches(".git"))
    };
    let parted: &Parted<'_> = step.parted();
    let folder = parted.operands.get(2).map(|folder| folder.text).or_else(name)?;
    followed(folder, here)
}

/// A path from a folder; none if it depends on variables.
fn followed(to: &str, here: &str) -> Option<String> {
    (!to.contains(['$', '`', '~']) && to != "-").then(|| path::absolute(to, here))
}

#[cfg(test)]
mod tests {
    use crate::stage::tests::last_stage;

    #[test]
    fn steps_in_clones_of_tools() {
        for (text, expected) in [
            ("WORKDIR /app\nRUN npm ci", 0),
            (
                "RUN git clone https://example.com/p.git /root/.vim/p\nWORKDIR /root/.vim/p\nRUN npm ci\nWORKDIR /",
                1,
            ),
            (
                "RUN git clone https://example.com/p.git && cd p && npm ci && cd / && npm ci",
                1,
            ),
            (
                "RUN git clone https://example.com/p.git && cd p && npm ci\nWORKDIR /p",
                0,
            ),
            ("RUN git clone https://example.com/p.git $X && cd p && npm ci", 0),
            ("RUN git clone https://example.com/p.git\nRUN npm ci", 0),
        ] {
            let text = format!("FROM debian:12.7\n{text}\n");
            assert_eq!(
                last_stage(&text, |stage| stage.steps_in_tools().len()),
                expected,
                "{text}"
            );
        }
    }
}
