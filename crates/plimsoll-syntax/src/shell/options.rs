//! What `set` switches on and off.

/// The options that decide whether a failure is seen.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub struct ShellOptions {
    /// `-e`: stop at the first failure.
    pub errexit: bool,
    /// `-u`: an unset variable is an error.
    pub nounset: bool,
    /// `-x`: print each command.
    pub xtrace: bool,
    /// `-o pipefail`: a pipeline fails if any of its commands does.
    pub pipefail: bool,
}

impl ShellOptions {
    /// The options after arguments of `set`, or of a shell itself (`bash -eo pipefail -c`). Reading
    /// ends at the first word that is not an option.
    #[must_use]
    pub fn with<'a>(mut self, arguments: impl IntoIterator<Item = &'a str>) -> Self {
        let mut arguments = arguments.into_iter();
        while let Some(argument) = arguments.next() {
            let (on, letters) = match argument.as_bytes() {
                // Words such as `--norc` and `--login` are options of the shell alone.
                [b'-', b'-', _, ..] => continue,
                [b'-', letters @ ..] if !letters.is_empty() && letters != b"-" => (true, letters),
                [b'+', letters @ ..] if !letters.is_empty() => (false, letters),
                _ => break,
            };
            for letter in letters {
                match letter {
                    b'e' => self.errexit = on,
                    b'u' => self.nounset = on,
                    b'x' => self.xtrace = on,
                    b'o' => {
                        let Some(name) = arguments.next() else { break };
                        self.set(name, on);
                    }
                    _ => {}
                }
            }
        }
        self
    }

    fn set(&mut self, name: &str, on: bool) {
        match name {
            "errexit" => self.errexit = on,
            "nounset" => self.nounset = on,
            "xtrace" => self.xtrace = on,
            "pipefail" => self.pipefail = on,
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(line: &str) -> ShellOptions {
        ShellOptions::default().with(line.split(' '))
    }

    #[test]
    fn options_are_found_in_every_spelling() {
        assert!(after("-o pipefail").pipefail);
        assert!(after("-euxo pipefail").pipefail);
        assert!(after("-e -u -o pipefail").pipefail);
        assert!(after("-eo pipefail -c").errexit);
        assert!(after("--norc -eo pipefail -c").pipefail);
        assert!(!after("-o pipefail +o pipefail").pipefail);
        assert!(!after("-- -o pipefail").pipefail);
        assert!(!after("-c -").errexit);
    }
}
