//! Whether the output of a command is kept, and not just shown in the build log.

use plimsoll_syntax::shell::Redirect;

use crate::command::invocation::Invocation;

impl Invocation<'_> {
    /// Whether its output, or that of a group or loop around it, goes to a file or into another
    /// command.
    pub fn output_is_kept(&self) -> bool {
        let around = self.script.ancestors(self.index).map(|(at, _)| at);
        std::iter::once(self.index).chain(around).any(|at| {
            let command = &self.script.commands[at as usize];
            let redirected = command.redirects.iter().any(is_of_output);
            let piped = self.script.pipeline_of(at).len() > command.stage as usize + 1;
            redirected || piped
        })
    }

    /// Whether it prints its words for a reader: `echo` without a file or another command behind it.
    pub fn only_prints(&self) -> bool {
        matches!(self.name, "echo" | "printf") && !self.output_is_kept()
    }
}

/// Whether a redirect leads the output into a file; `>&2` only shows it elsewhere.
fn is_of_output(redirect: &Redirect) -> bool {
    let is_stream = |text: &str| text == "-" || text.bytes().all(|byte| byte.is_ascii_digit());
    let duplicates = redirect.operator == ">&" && redirect.target.as_ref().is_some_and(|word| is_stream(&word.content));
    redirect.operator.contains('>') && redirect.descriptor.is_none_or(|number| number == 1) && !duplicates
}

#[cfg(test)]
mod tests {
    use crate::command::tests::commands;

    #[test]
    fn what_is_only_printed() {
        for (line, expected) in [
            ("echo a", true),
            ("echo a >&2", true),
            ("echo a 2> /dev/null", true),
            ("printf a > /b", false),
            ("echo a >> /b", false),
            ("echo a | tee /b", false),
            ("{ echo a; true; } > /b", false),
            ("cat a", false),
        ] {
            let commands = commands(line);
            let found = commands.invocations().any(|invocation| invocation.only_prints());
            assert_eq!(found, expected, "{line}");
        }
    }
}
