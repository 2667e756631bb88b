//! Words that only a shell understands, where a program gets them as they are.

use super::interpreter::is_shell;
use crate::base::path::file_name;

/// Programs that take such words for their own: `;` ends what `find -exec` runs, and `<` compares.
const COMPARING: [&str; 5] = ["[", "awk", "expr", "find", "test"];

/// Whether a word joins commands in a shell, and no program takes it for anything else.
pub fn is_shell_operator(word: &str) -> bool {
    matches!(word, "&&" | "||" | "2>&1")
}

/// Whether a word joins or redirects commands in a shell, where this program gets it.
pub fn is_shell_operator_for(program: &str, word: &str) -> bool {
    let is_sign = matches!(word, "|" | ">" | ">>" | "<" | ";" | "&");
    is_shell_operator(word) || is_sign && !COMPARING.contains(&file_name(program))
}

/// Whether one of the words of a command is a shell that gets code, also behind a wrapper:
/// `env A=1 sh -c …`. Without `-c` a shell runs a file, and passes the words after it to that.
pub fn gives_code_to_shell<'a>(words: impl IntoIterator<Item = &'a str>) -> bool {
    let mut words = words.into_iter();
    let takes_code = |word: &str| word.starts_with('-') && !word.starts_with("--") && word.contains('c');
    words.any(|word| is_shell(file_name(word))) && words.any(takes_code)
}

/// Whether what stands where a program is named is a whole command: `npm start`. A path may well have
/// spaces: `/opt/Own App/run`.
pub fn is_whole_command(program: &str) -> bool {
    let Some((first, rest)) = program.trim().split_once(char::is_whitespace) else {
        return false;
    };
    !first.contains(['/', '\\']) || rest.trim_start().starts_with('-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shells_that_get_code() {
        for (command, expected) in [
            ("sh -c x && y", true),
            ("/bin/bash -euo pipefail -c x", true),
            ("env A=1 sh -lc x", true),
            ("sh start.sh && y", false),
            ("python -c x && sh", false),
            ("bash --rcfile a", false),
        ] {
            assert_eq!(gives_code_to_shell(command.split(' ')), expected, "{command}");
        }
    }

    #[test]
    fn commands_in_one_word() {
        for program in [
            "npm start",
            " django-admin --version",
            "/bin/sh -c x",
            "java\t-jar a.jar",
        ] {
            assert!(is_whole_command(program), "{program}");
        }
        for program in [
            "npm",
            " npm ",
            "/opt/Own App/run",
            "C:\\Program Files\\a.exe",
            "./my app",
            "",
        ] {
            assert!(!is_whole_command(program), "{program}");
        }
    }
}
