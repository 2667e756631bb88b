//! `cat` that only passes one file to the next command.

use plimsoll_syntax::Span;

use crate::command::invocation::Commands;

/// The `cat file` of each pipe that starts with one, if the next command could read the file
/// itself. Options, several files and standard input are what `cat` is for.
pub fn useless_cats(commands: &Commands) -> impl Iterator<Item = Span> + '_ {
    let scripts = commands.scripts().enumerate();
    let first = scripts.flat_map(|(number, script)| script.piped().map(move |stages| (number, stages[0])));
    first.filter_map(|(number, index)| {
        let invocation = commands.invocation(number, index)?;
        let [_, file] = invocation.argv() else { return None };
        let is_useless =
            invocation.name == "cat" && !file.text.starts_with('-') && invocation.command().redirects.is_empty();
        is_useless.then_some(invocation.span)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::tests::commands;

    #[test]
    fn one_file_needs_no_cat() {
        for (code, count) in [
            ("cat /etc/passwd | grep root", 1),
            ("cat \"$file\" | sh", 1),
            ("cat a b | grep root", 0),
            ("cat -v a | grep root", 0),
            ("cat < a | grep root", 0),
            ("cat - | grep root", 0),
            ("cat a", 0),
            ("grep root a | cat", 0),
        ] {
            assert_eq!(useless_cats(&commands(code)).count(), count, "{code}");
        }
    }
}
