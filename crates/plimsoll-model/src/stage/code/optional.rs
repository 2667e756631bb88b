//! Parts of a step that run only if whoever builds the image asks for them.

use plimsoll_syntax::Span;
use plimsoll_syntax::shell::{Compound, Connector, Role, Script};

use crate::dockerfile::variables;
use crate::view::Instruction;

impl Instruction<'_> {
    /// Whether a build argument that is not switched on by default decides if a part of its shell code
    /// runs: `if [ "$INSTALL_XDEBUG" = true ]`, or the same before `&&`.
    pub fn is_optional(self, place: Span) -> bool {
        let scripts = self.build_code().iter().flat_map(|code| code.commands.scripts());
        scripts.into_iter().any(|script| {
            let innermost = script.commands.iter().rposition(|command| command.span.contains(place));
            let around = std::iter::successors(innermost, |&index| script.commands[index].parent.map(|p| p as usize));
            let mut tests = around.flat_map(|index| tests_before(script, index));
            tests.any(|test| self.asks_for_argument(test))
        })
    }

    fn asks_for_argument(self, test: Span) -> bool {
        let text = self.dockerfile().source().slice(test);
        let mut names = variables::names_in(text).filter(|name| !variables::is_predefined(name));
        names.any(|name| {
            self.argument(name).is_some_and(|argument| {
                let default = argument.value.as_ref().and_then(|value| value.literal());
                !matches!(default.as_deref(), Some("1" | "true" | "yes" | "on"))
            })
        })
    }
}

/// What has to hold for a command to run: the conditions of an `if`, and the commands before it that are
/// joined by `&&`.
fn tests_before(script: &Script, index: usize) -> Vec<Span> {
    let command = &script.commands[index];
    let is_condition = |other: &usize| {
        let other = &script.commands[*other];
        other.parent == Some(index as u32) && other.role == Role::Condition
    };
    let conditions = match command.compound {
        Some(Compound::If) => (index + 1..script.commands.len()).filter(is_condition).collect(),
        _ => Vec::new(),
    };
    let beside: Vec<usize> = (0..=index)
        .filter(|&i| script.commands[i].parent == command.parent)
        .collect();
    let joined = beside
        .iter()
        .rev()
        .take_while(|&&i| script.commands[i].connector == Connector::And);
    let before = beside.iter().rev().skip(1).take(joined.count());
    let found = conditions.into_iter().chain(before.copied());
    found.map(|index| script.commands[index].span).collect()
}

#[cfg(test)]
mod tests {
    use crate::view::testing::dockerfile;

    #[test]
    fn build_arguments_decide_on_parts_of_a_step() {
        for (code, expected) in [
            ("if [ ${X} = true ]; then true; if false; then mark; fi; fi", true),
            ("[ \"$X\" = true ] && a && mark", true),
            ("if [ \"$ON\" = true ]; then mark; fi", false),
            ("if [ \"$TARGETARCH\" = arm64 ]; then mark; fi", false),
            ("if [ -e /x ]; then mark; fi", false),
            ("[ \"$X\" = true ] && a; mark", false),
            ("[ \"$X\" = true ] || mark", false),
            ("mark", false),
        ] {
            let text = format!("FROM debian\nARG X=false\nARG ON=true\nARG TARGETARCH\nRUN {code}\n");
            dockerfile(&text, |file| {
                let stage = file.stages().next().expect("there is one");
                let run = stage.runs().next().expect("there is one");
                let mut invocations = run.build_code()[0].commands.invocations();
                let mark = invocations.find(|i| i.name == "mark").expect("it is there");
                assert_eq!(run.is_optional(mark.span), expected, "{code}");
            });
        }
    }
}
