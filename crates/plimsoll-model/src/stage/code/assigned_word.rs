//! Shell variables that hold one plain word, as far as the code itself assigns them.
//!
//! What ENV and ARG say about a variable is a fact of `scope`.

use crate::command::{Commands, Invocation};
use crate::view::ShellPlace;
use plimsoll_syntax::shell::{Assignment, Connector};

impl Invocation<'_> {
    /// Whether another command gave a variable its value, and this one runs only if that succeeded.
    pub fn follows_success_of(&self, name: &str) -> bool {
        let own = self.command();
        let before = &self.script.commands[..self.index as usize];
        let assigns = |assignment: &&Assignment| &*assignment.name.value == name;
        let last = before.iter().enumerate().rev();
        let mut last = last.filter_map(|(at, command)| Some((at, command.assignments.iter().rfind(assigns)?)));
        let Some((at, Some(value))) = last.next().map(|(at, assignment)| (at, assignment.value.as_ref())) else {
            return false;
        };
        let is_of_command = value.content.contains("$(") || value.content.contains('`');
        let depth = before[at].depth;
        let between = before[at + 1..].iter().filter(|command| command.depth == depth);
        let mut chain = between.chain([own]);
        is_of_command && own.depth == depth && chain.all(|c| c.connector == Connector::And || c.options.errexit)
    }
}

impl ShellPlace<'_> {
    /// Whether the code assigns a variable, each time a single word that a shell neither
    /// splits nor expands: written out, or printed by a program that prints such a word.
    pub fn assigns_only_words(self, name: &str) -> bool {
        let mut is_assigned = false;
        for code in self.code() {
            let commands = code.commands.scripts().flat_map(|script| &script.commands);
            for assignment in commands.flat_map(|command| &command.assignments) {
                if &*assignment.name.value != name {
                    continue;
                }
                if assignment.append || !is_word(assignment, &code.commands) {
                    return false;
                }
                is_assigned = true;
            }
        }
        is_assigned && !self.run().is_some_and(|run| run.sets(name))
    }
}

fn is_word(assignment: &Assignment, commands: &Commands) -> bool {
    let Some(word) = &assignment.value else { return false };
    if let Some(value) = &word.value {
        return !value.is_empty() && !value.contains(|c: char| c.is_whitespace() || "*?[".contains(c));
    }
    // If one word has several, the first decides, and nothing is known about the others.
    let is_alone = word.content.starts_with(['$', '`']) && word.variables.is_empty();
    let mut inside = commands.invocations().filter(|i| word.span.contains(i.span));
    word.substitutes && is_alone && inside.next().is_some_and(|invocation| invocation.prints_word())
}

#[cfg(test)]
mod tests {
    use crate::stage::tests::last_stage;
    use crate::view::ShellPlace;

    #[test]
    fn plain_words_are_known() {
        for (code, expected) in [
            ("x=tool; ls /opt/$x", true),
            ("x=\"$(mktemp -d)\"; ls $x", true),
            ("x=\"`mktemp -d`\"; ls $x", true),
            ("x=tool; x=\"two words\"; ls $x", false),
            ("x=$(cat list); ls $x", false),
            ("x=$y; ls $x", false),
            ("x=; ls $x", false),
            ("x=a; x+=b; ls $x", false),
            ("ls $x", false),
            ("x='*'; ls $x", false),
        ] {
            let found = last_stage(&format!("FROM debian:12.7\nRUN {code}\n"), |stage| {
                stage.runs().any(|run| ShellPlace::Run(run).assigns_only_words("x"))
            });
            assert_eq!(found, expected, "{code}");
        }
        let both = "FROM debian:12.7\nARG x\nRUN x=tool; ls $x\n";
        assert!(!last_stage(both, |stage| stage
            .runs()
            .any(|run| ShellPlace::Run(run).assigns_only_words("x"))));
    }
}
