//! Variables that a step unsets at its end, although ENV keeps them for all later steps.

use plimsoll_syntax::Span;
use plimsoll_syntax::dockerfile::Pair;

use crate::dockerfile::variables;
use crate::view::Instruction;

/// An `unset` without effect.
#[derive(Clone, Copy, Debug)]
pub struct Unset<'a> {
    pub name: &'a str,
    pub span: Span,
    /// The ENV that sets it.
    pub environment: &'a Pair,
}

impl<'a> Instruction<'a> {
    /// The variables that an ENV of the chain sets and that the last commands of this RUN unset:
    /// nothing runs after them that could see a difference.
    pub fn unset_for_nothing(self) -> Vec<Unset<'a>> {
        let mut found = Vec::new();
        let Some(stage) = self.stage() else { return found };
        let facts = self.dockerfile().facts();
        for code in self.build_code() {
            let invocations: Vec<_> = code.commands.invocations().collect();
            let last = invocations
                .into_iter()
                .rev()
                .take_while(|invocation| invocation.name == "unset");
            for invocation in last {
                for argument in invocation.arguments().iter().filter(|argument| !argument.is_flag()) {
                    let environment = variables::environment(facts, stage.index, self.index(), argument.text);
                    found.extend(environment.map(|environment| Unset {
                        name: argument.text,
                        span: argument.span,
                        environment,
                    }));
                }
            }
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use crate::stage::tests::last_stage;

    #[test]
    fn only_the_end_counts() {
        for (run, expected) in [
            ("RUN make && unset A", "A"),
            ("RUN unset -v A B X", "A B"),
            ("RUN unset A; unset B", "B A"),
            ("RUN unset A && make", ""),
            ("RUN unset X", ""),
            ("CMD unset A", ""),
        ] {
            let text = format!("FROM debian:12.7 AS base\nENV A=1 B=2\nFROM base\n{run}\nENV X=1\n");
            let found = last_stage(&text, |stage| {
                let unset = stage.instructions().flat_map(|i| i.unset_for_nothing());
                unset.map(|unset| unset.name.to_owned()).collect::<Vec<_>>()
            });
            assert_eq!(found.join(" "), expected, "{run}");
        }
    }
}
