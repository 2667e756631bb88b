//! Comparisons of versions that the shell takes for redirects.

use plimsoll_syntax::Span;
use plimsoll_syntax::shell::Command;

use crate::command::invocation::Commands;

/// A word such as `flask>=3.0` without quotes.
#[derive(Clone, Debug)]
pub struct TakenForRedirect<'a> {
    /// The word, with what the shell takes for redirects.
    pub span: Span,
    /// The file that the shell writes.
    pub file: &'a str,
    /// The index of the script in [`Commands::scripts`]; 0 for the code itself.
    pub script_number: usize,
}

/// The words that are written like a comparison, of which the shell makes a file: `>` stands at the end of
/// an argument, and `=` or a version right behind it.
// POSIX.1-2024, Shell Command Language, 2.3: an operator ends a word, without a blank too.
pub fn comparisons_taken_for_redirects(commands: &Commands) -> Vec<TakenForRedirect<'_>> {
    let scripts = commands.scripts().enumerate();
    let found =
        scripts.flat_map(|(number, script)| script.commands.iter().flat_map(move |own| in_command(own, number)));
    found.collect()
}

fn in_command(command: &Command, script_number: usize) -> Vec<TakenForRedirect<'_>> {
    let mut found: Vec<TakenForRedirect<'_>> = Vec::new();
    for redirect in &command.redirects {
        let Some(target) = redirect.target.as_ref().filter(|_| redirect.descriptor.is_none()) else {
            continue;
        };
        // `a>=1,<2` is one word for whoever wrote it.
        if let Some(before) = found.last_mut()
            && before.span.end == redirect.span.start
        {
            before.span = before.span.to(redirect.span);
            continue;
        }
        let is_near = target.span.start as usize == redirect.span.start as usize + redirect.operator.len();
        let word = command
            .arguments
            .iter()
            .find(|word| word.span.end == redirect.span.start);
        let Some(word) = word.filter(|_| is_near && redirect.operator == ">" && is_version(&target.text)) else {
            continue;
        };
        found.push(TakenForRedirect {
            span: word.span.to(redirect.span),
            file: &target.text,
            script_number,
        });
    }
    found
}

/// `=1.2`, or `1.2` with a dot in it: a file called `2` may be meant.
fn is_version(target: &str) -> bool {
    let version = target.strip_prefix('=').unwrap_or(target);
    let mut rest = version.chars();
    let is_number = rest.next().is_some_and(|first| first.is_ascii_digit())
        && rest.all(|letter| letter.is_ascii_alphanumeric() || matches!(letter, '.' | ',' | '*' | '=' | '-' | '+'));
    is_number
        && (target.starts_with('=')
            || target.contains('.') && !target.ends_with(|last: char| last.is_ascii_alphabetic()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::tests::commands;

    #[test]
    fn versions_are_no_files() {
        for (code, files) in [
            ("pip install flask>=3.0", &["=3.0"][..]),
            ("pip install flask>=3.0,<4 redis>=5", &["=3.0,", "=5"]),
            ("pip install 'flask>=3.0' \"redis>=5\"", &[]),
            ("conda install python>3.9", &["3.9"]),
            ("echo done >log.1", &[]),
            ("echo x>1.txt", &[]),
            ("make 2>1.log", &[]),
            ("echo $a>=b", &[]),
            ("test 1 -gt 0 >/dev/null", &[]),
        ] {
            let commands = commands(code);
            let found = comparisons_taken_for_redirects(&commands);
            let found: Vec<&str> = found.iter().map(|found| found.file).collect();
            assert_eq!(found, files, "{code}");
        }
    }
}
