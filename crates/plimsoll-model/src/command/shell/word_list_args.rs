//! Which commands take a list of words, so that an unquoted variable is intended.

use crate::command::invocation::Invocation;

/// Programs whose arguments are names or options without spaces, besides package managers.
const TAKE_LISTS: [&str; 17] = [
    "apt-mark",
    "cc",
    "cmake",
    "configure",
    "docker-php-ext-configure",
    "docker-php-ext-enable",
    "docker-php-ext-install",
    "export",
    "g++",
    "gcc",
    "gpg",
    "kill",
    "make",
    "meson",
    "ninja",
    "pecl",
    "set",
];

/// Programs that print one word without anything to expand.
const PRINT_WORDS: [&str; 17] = [
    "arch",
    "date",
    "dpkg",
    "dpkg-architecture",
    "expr",
    "getconf",
    "go",
    "hostname",
    "id",
    "lsb_release",
    "mktemp",
    "nproc",
    "pwd",
    "rpm",
    "rustc",
    "uname",
    "whoami",
];

/// Programs that decide whether there is a word at all: `$(test … && echo --flag)`.
const DECIDE: [&str; 3] = ["[", "[[", "test"];

impl Invocation<'_> {
    /// Whether its arguments are names or options, which contain no spaces.
    pub fn takes_list(&self) -> bool {
        TAKE_LISTS.contains(&self.name) || self.package_command().is_some()
    }

    /// Whether it prints one plain word, or deliberately nothing.
    pub fn prints_word(&self) -> bool {
        PRINT_WORDS.contains(&self.name) || DECIDE.contains(&self.name)
    }
}
