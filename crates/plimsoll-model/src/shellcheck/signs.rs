//! What can be seen of a piece of code at a glance, by which most checks can be left out.
//!
//! Each check needs something to speak of: one about quotes around variables needs a `$`, one
//! about loops a loop. Looking for such signs costs little beside the analysis, and most code has
//! few of them. A sign may stand without need; it must never be missing where a check of
//! [`super::codes`] could find something. Debug builds compare with the analysis by all checks.

use plimsoll_syntax::shell::{Command, Compound, Script, Word};

/// A set of signs.
pub(super) type Signs = u64;

/// `$` or a backtick.
pub(super) const EXPANDS: Signs = 1 << 0;
pub(super) const BACKTICK: Signs = 1 << 1;
/// `\`
pub(super) const ESCAPE: Signs = 1 << 2;
/// `'`
pub(super) const SINGLE: Signs = 1 << 3;
pub(super) const TILDE: Signs = 1 << 4;
/// `{` or `}`
pub(super) const BRACE: Signs = 1 << 5;
/// `(`: a subshell, a function, an array, arithmetic.
pub(super) const GROUP: Signs = 1 << 6;
/// `[` or the command `test`.
pub(super) const TEST: Signs = 1 << 7;
/// `*`, `?` or `[`
pub(super) const GLOB: Signs = 1 << 8;
/// `<`
pub(super) const INPUT: Signs = 1 << 9;
/// `>`
pub(super) const OUTPUT: Signs = 1 << 10;
/// `|`, also as part of `||`.
pub(super) const BAR: Signs = 1 << 11;
/// `||`
pub(super) const OR: Signs = 1 << 12;
/// A `&` that is not half of `&&`.
pub(super) const AMPERSAND: Signs = 1 << 13;
pub(super) const NON_ASCII: Signs = 1 << 14;
/// A variable is set by `name=value`.
pub(super) const ASSIGNS: Signs = 1 << 15;
/// A function, a loop, a condition, a subshell or the like.
pub(super) const COMPOUND: Signs = 1 << 16;
/// A word begins with a pattern.
pub(super) const GLOB_FIRST: Signs = 1 << 17;
/// The name of a command is more than letters, digits and what paths are made of, or begins with a
/// dash.
pub(super) const ODD_NAME: Signs = 1 << 18;
/// A word has parts in quotes and others without, or several in quotes.
pub(super) const MIXED_QUOTES: Signs = 1 << 19;
/// Output goes to something else than `/dev/null`.
pub(super) const WRITES: Signs = 1 << 20;
/// A redirect to or from a name without a slash.
pub(super) const BARE_TARGET: Signs = 1 << 21;
/// Several redirects at one command.
pub(super) const REDIRECTS: Signs = 1 << 22;
/// Several `>>`.
pub(super) const APPENDS: Signs = 1 << 23;
pub(super) const ECHO: Signs = 1 << 24;
/// `echo` with options, or with several blanks between two words.
pub(super) const ODD_ECHO: Signs = 1 << 25;
pub(super) const SET: Signs = 1 << 26;
/// `cd` where what follows runs even if it fails.
pub(super) const CD: Signs = 1 << 27;
pub(super) const RM: Signs = 1 << 28;
pub(super) const FIND: Signs = 1 << 29;
/// `grep`, `egrep` or `fgrep`.
pub(super) const GREP: Signs = 1 << 30;
/// `export`, `local`, `declare` and the like.
pub(super) const DECLARES: Signs = 1 << 31;
/// A command that checks speak of and few images run.
pub(super) const RARE: Signs = 1 << 32;
/// A variable may be used, with or without a `$`.
pub(super) const REFERS: Signs = 1 << 33;
/// A variable may be set, by whatever means.
pub(super) const BINDS: Signs = 1 << 34;
/// What follows may never run.
pub(super) const LEAVES: Signs = 1 << 35;

/// A variable may be an array: `name=(…)`, `name[…]`, or a command that makes one.
pub(super) const ARRAY: Signs = 1 << 36;

/// The signs in a piece of code. `script` is what `source` was parsed to.
pub(super) fn signs(source: &str, script: &Script) -> Signs {
    let mut found = of_text(source) | changes_folder(script);
    let mut appends = 0;
    for command in &script.commands {
        found |= of_command(command);
        appends += command.redirects.iter().filter(|r| r.operator == ">>").count();
    }
    if appends > 1 {
        found |= APPENDS;
    }
    let implied = [
        (EXPANDS | GROUP | DECLARES | RARE, REFERS),
        (EXPANDS | ASSIGNS | COMPOUND | DECLARES | RARE, BINDS),
        (COMPOUND | RARE, LEAVES),
    ];
    for (any, sign) in implied {
        if found & any != 0 {
            found |= sign;
        }
    }
    // Arithmetic, as in `[[ count -gt 1 ]]`, uses variables by their bare names.
    if source.contains("[[") { found | REFERS } else { found }
}

fn of_text(source: &str) -> Signs {
    let bytes = source.as_bytes();
    let mut found = 0;
    for (at, byte) in bytes.iter().enumerate() {
        let next = bytes.get(at + 1);
        found |= match byte {
            b'$' => EXPANDS,
            b'`' => EXPANDS | BACKTICK,
            b'\\' => ESCAPE,
            b'\'' => SINGLE,
            b'~' => TILDE,
            b'{' | b'}' => BRACE,
            b'(' if at > 0 && bytes[at - 1] == b'=' => GROUP | ARRAY,
            b'(' => GROUP,
            b'[' if at > 0 && is_name_byte(bytes[at - 1]) => TEST | GLOB | ARRAY,
            b'[' => TEST | GLOB,
            b'*' | b'?' => GLOB,
            b'<' => INPUT,
            b'>' => OUTPUT,
            b'|' if next == Some(&b'|') => BAR | OR,
            b'|' => BAR,
            b'&' if next != Some(&b'&') && (at == 0 || bytes[at - 1] != b'&') => AMPERSAND,
            0x80.. => NON_ASCII,
            _ => 0,
        };
    }
    found
}

fn is_name_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

fn of_command(command: &Command) -> Signs {
    let mut found = 0;
    if command.compound.is_some() {
        found |= COMPOUND;
    }
    if command.compound == Some(Compound::Case) {
        // The patterns are words too, and not in the script.
        found |= MIXED_QUOTES;
    }
    if !command.assignments.is_empty() {
        found |= ASSIGNS;
    }
    if command.redirects.len() > 1 {
        found |= REDIRECTS;
    }
    for redirect in &command.redirects {
        let target = redirect.target.as_ref().map_or("", |target| &*target.text);
        if matches!((redirect.operator, target), (">&", "1" | "2") | (_, "/dev/null")) {
            continue;
        }
        if redirect.operator.contains('>') {
            found |= WRITES;
        }
        if !target.contains('/') {
            found |= BARE_TARGET;
        }
    }
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"_-./+".contains(&byte);
    if let Some(name) = &command.name
        && (name.text.starts_with('-') || !name.text.bytes().all(is_plain))
    {
        found |= ODD_NAME;
    }
    let values = command.assignments.iter().filter_map(|a| a.value.as_ref());
    let targets = command.redirects.iter().filter_map(|r| r.target.as_ref());
    for word in command.words().chain(values).chain(targets) {
        found |= of_word(word);
    }
    if found & ECHO != 0 && is_odd_echo(command) {
        found |= ODD_ECHO;
    }
    // `local -a`; and the array that Bash fills without being told a name.
    let has_option = || command.words().any(|word| word.text.starts_with('-'));
    let is_of_bash = command.assignments.iter().any(|own| &*own.name.value == "MAPFILE");
    if is_of_bash || found & DECLARES != 0 && has_option() {
        found |= ARRAY;
    }
    found
}

fn of_word(word: &Word) -> Signs {
    let mut found = named(word.content.rsplit('/').next().unwrap_or_default());
    let text = &*word.text;
    if text.starts_with(['*', '?', '[']) {
        found |= GLOB_FIRST;
    }
    let quotes = text.bytes().filter(|byte| matches!(byte, b'\'' | b'"')).count();
    let is_one_quote = quotes == 2 && text.starts_with(['\'', '"']) && text.ends_with(['\'', '"']);
    if quotes > 0 && !is_one_quote {
        found |= MIXED_QUOTES;
    }
    found
}

fn named(name: &str) -> Signs {
    match name {
        "echo" => ECHO,
        "set" => SET,
        "rm" => RM,
        "find" => FIND,
        "test" => TEST,
        "grep" | "egrep" | "fgrep" => GREP,
        "export" | "readonly" | "local" => DECLARES,
        "declare" | "typeset" => DECLARES | RARE | ARRAY,
        "mapfile" | "read" | "readarray" => RARE | ARRAY,
        "." | "alias" | "break" | "caller" | "compgen" | "complete" | "continue" | "dirs" | "disown" | "doas"
        | "done" | "eval" | "exec" | "exit" | "expr" | "getopts" | "kill" | "let" | "ls" | "popd" | "printf"
        | "pushd" | "return" | "run0" | "shopt" | "source" | "ssh" | "sudo" | "suspend" | "tempfile" | "tr"
        | "trap" | "ulimit" | "unset" | "wait" | "xargs" => RARE,
        _ => 0,
    }
}

/// Whether an `echo` has an option, or blanks between its words that it does not print.
fn is_odd_echo(command: &Command) -> bool {
    let mut words = command.words();
    let mut end = words.next().map_or(0, |name| name.range.end);
    words.any(|word| {
        let gap = word.range.start.saturating_sub(end);
        end = word.range.end;
        gap > 1 || word.content.starts_with('-')
    })
}

/// [`CD`], unless all of the code is one chain of `&&` in which something follows.
fn changes_folder(script: &Script) -> Signs {
    let changes = |command: &Command| {
        let mut words = command.words();
        words.any(|word| matches!(&*word.content, "cd" | "pushd" | "popd"))
    };
    use plimsoll_syntax::shell::Connector::{And, First};
    let is_chain = script
        .commands
        .iter()
        .all(|command| command.parent.is_none() && matches!(command.connector, First | And));
    let unchecked = match script.commands.split_last() {
        Some((last, _)) if is_chain => changes(last),
        _ => script.commands.iter().any(changes),
    };
    if unchecked { CD } else { 0 }
}
