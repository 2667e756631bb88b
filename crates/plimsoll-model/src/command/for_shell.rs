//! Words that only a shell understands, where a program gets them as they are.

/// Operators that join and redirect commands.
const OPERATORS: [&str; 9] = ["&&", "||", "|", ">", ">>", "<", ";", "2>&1", "&"];

/// Whether a word joins or redirects commands in a shell.
pub fn is_shell_operator(word: &str) -> bool {
    OPERATORS.contains(&word)
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
