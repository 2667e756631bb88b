//! The command lines of programs: which flags take a value, and what is run behind them.
//!
//! The build script writes the table from `data/programs.toml`, whose head says what the keys mean.

/// How the command line of a program is read.
#[derive(Debug)]
pub(super) struct Program {
    /// The letters, as bits, that take the next word if no value is attached to them.
    letters: u128,
    /// The long flags that do, sorted.
    words: &'static [&'static str],
    /// Long flags have one dash, and letters do not stand together.
    pub(super) one_dash: bool,
    /// Absent for what runs no other command.
    pub(super) wraps: Option<Wraps>,
    /// Sub-commands with flags of their own, sorted.
    verbs: &'static [(&'static str, Program)],
}

/// How the words of a wrapper end.
#[derive(Debug)]
pub(super) struct Wraps {
    /// Words that come before the command: a user, a duration.
    pub(super) operands: usize,
    /// Takes `NAME=value` before the command.
    pub(super) assigns: bool,
    /// The command stands behind its `--`, whatever is before it.
    pub(super) dashes: bool,
}

// `PROGRAMS`, sorted by name.
include!(concat!(env!("OUT_DIR"), "/programs.rs"));

impl Program {
    /// Of a program that is not listed, no flag takes the next word.
    const UNKNOWN: Self = Self {
        letters: 0,
        words: &[],
        one_dash: false,
        wraps: None,
        verbs: &[],
    };

    /// The program of a name without its path. It says little of those that are not listed.
    pub(super) fn named(name: &str) -> &'static Self {
        let name = without_version(name);
        let found = PROGRAMS.binary_search_by_key(&name, |(name, _)| name).ok();
        found.map_or(&Self::UNKNOWN, |at| &PROGRAMS[at].1)
    }

    /// The sub-command of a name, if it has flags of its own.
    pub(super) fn verb(&self, name: &str) -> Option<&'static Self> {
        let at = self.verbs.binary_search_by_key(&name, |(verb, _)| verb).ok()?;
        Some(&self.verbs[at].1)
    }

    /// Whether a flag, without its dashes, takes the next word if no value is attached to it.
    pub(super) fn takes_value(&self, flag: &str) -> bool {
        match flag.as_bytes() {
            [letter] => letter.is_ascii() && self.letters >> letter & 1 == 1,
            _ => self.words.binary_search(&flag).is_ok(),
        }
    }

    /// Whether another command follows, if its words are those of a wrapper.
    pub(super) fn may_wrap(&self) -> bool {
        self.wraps.is_some() || self.verbs.iter().any(|(_, verb)| verb.wraps.is_some())
    }
}

/// The name of a program without its version, where that is often part of it: `pip3.12` is pip.
pub(super) fn without_version(name: &str) -> &str {
    match name.strip_prefix("pip") {
        Some(version) if version.bytes().all(|b| b.is_ascii_digit() || b == b'.') => "pip",
        _ => name,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flags_with_a_value_are_known() {
        let takes = |program: &str, flag: &str| Program::named(program).takes_value(flag);
        assert!(takes("curl", "o") && takes("curl", "output") && !takes("curl", "O"));
        assert!(takes("pip3.12", "r") && takes("uv", "r") && takes("uv", "only-group"));
        assert!(!takes("pip", "only-group"));
        assert!(!takes("unheard-of", "o") && !takes("curl", "") && !takes("curl", "é"));
    }

    #[test]
    fn sub_commands_have_flags_of_their_own() {
        let clone = Program::named("git").verb("clone").expect("it is listed");
        assert!(clone.takes_value("branch") && !Program::named("git").takes_value("branch"));
        assert!(Program::named("git").verb("pull").is_none());
        assert!(Program::named("uv").may_wrap() && !Program::named("git").may_wrap());
    }
}
