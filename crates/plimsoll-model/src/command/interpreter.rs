//! Programs that run code (shells, Python, Perl …), and where they get it.

use super::argument::Argument;

/// A program that runs code.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Interpreter<'a> {
    /// Without its path.
    pub name: &'a str,
    pub source: Source,
}

/// Where an interpreter gets its code from.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Source {
    /// Standard input: no file, `-`, `-s`.
    Input,
    /// An argument, by its index in the command: `-c 'code'`, `-e code`.
    Code(usize),
    /// A file or a module, by the index of the argument that names it.
    File(usize),
}

static SHELLS: &[&str] = &["sh", "bash", "dash", "ash", "zsh", "ksh", "mksh", "fish", "rbash"];

/// Other interpreters, with the flags that take code and the flags that take another value.
static OTHERS: &[(&str, &[&str], &[&str])] = &[
    ("python", &["-c"], &["-W", "-X"]),
    ("pypy", &["-c"], &["-W", "-X"]),
    ("perl", &["-e", "-E", "-ne", "-pe", "-lne", "-pi"], &["-I", "-M"]),
    ("ruby", &["-e", "-ne", "-pe"], &["-I", "-r"]),
    (
        "node",
        &["-e", "--eval", "-p", "--print"],
        &["-r", "--require", "--import"],
    ),
    ("nodejs", &["-e", "--eval", "-p", "--print"], &["-r", "--require"]),
    ("php", &["-r"], &["-d", "-c"]),
    ("lua", &["-e"], &["-l"]),
    ("tclsh", &[], &[]),
    ("osascript", &["-e"], &[]),
];

/// Whether a program is a shell whose `-c` takes code.
pub fn is_shell(name: &str) -> bool {
    SHELLS.contains(&name)
}

/// The interpreter that a command runs, if any.
pub fn interpreter<'a>(argv: &[Argument<'a>]) -> Option<Interpreter<'a>> {
    let name = argv.first()?.program();
    let source = if is_shell(name) {
        shell_source(argv)
    } else {
        // `python3.12` is Python, and `perl5` Perl.
        let family = name.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.' || c == '-');
        let (_, code, valued) = OTHERS.iter().find(|(known, ..)| *known == family)?;
        other_source(argv, code, valued)
    };
    Some(Interpreter { name, source })
}

/// The index of the argument that is shell code: that of `sh -c`, `su -c`, or the only one of
/// `eval`.
pub(crate) fn code_argument(argv: &[Argument<'_>]) -> Option<usize> {
    match argv.first()?.program() {
        name if is_shell(name) => match shell_source(argv) {
            Source::Code(at) => Some(at),
            _ => None,
        },
        "su" | "runuser" => {
            let flag = argv.iter().position(|a| matches!(a.text, "-c" | "-lc" | "--command"))?;
            (flag + 1 < argv.len()).then_some(flag + 1)
        }
        "eval" if argv.len() == 2 => Some(1),
        _ => None,
    }
}

fn shell_source(argv: &[Argument<'_>]) -> Source {
    let mut takes_code = false;
    let mut takes_input = false;
    let mut at = 1;
    while let Some(argument) = argv.get(at) {
        let text = argument.text;
        if matches!(text, "-" | "--") {
            at += 1;
            break;
        }
        let is_option = argument.is_flag() || (text.len() > 1 && text.starts_with('+'));
        if !is_option {
            break;
        }
        at += 1;
        if text.starts_with("--") {
            at += usize::from(matches!(text, "--rcfile" | "--init-file"));
            continue;
        }
        takes_code |= text.starts_with('-') && text.contains('c');
        takes_input |= text.starts_with('-') && text.contains('s');
        at += usize::from(text.ends_with(['o', 'O']));
    }
    match argv.get(at) {
        Some(_) if takes_code => Source::Code(at),
        None => Source::Input,
        Some(_) if takes_input => Source::Input,
        Some(file) if matches!(file.text, "/dev/stdin" | "/dev/fd/0" | "/proc/self/fd/0") => Source::Input,
        Some(_) => Source::File(at),
    }
}

fn other_source(argv: &[Argument<'_>], code: &[&str], valued: &[&str]) -> Source {
    let mut at = 1;
    while let Some(argument) = argv.get(at) {
        let text = argument.text;
        if matches!(text, "-" | "--" | "/dev/stdin") {
            return Source::Input;
        }
        if text == "-m" && at + 1 < argv.len() {
            return Source::File(at + 1);
        }
        if code.contains(&text) && at + 1 < argv.len() {
            return Source::Code(at + 1);
        }
        if code
            .iter()
            .any(|flag| flag.len() == 2 && text.starts_with(flag) && text.len() > 2)
        {
            return Source::Code(at);
        }
        if !argument.is_flag() {
            return Source::File(at);
        }
        at += 1 + usize::from(valued.contains(&text));
    }
    // `--version` and `-V` run nothing, but that is not worth a case of its own.
    match argv.get(1) {
        Some(only) if matches!(only.text, "-V" | "-v" | "--version" | "--help" | "-h") => Source::File(1),
        _ => Source::Input,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use plimsoll_syntax::Span;

    #[test]
    fn the_source_of_the_code_is_told() {
        for (line, source) in [
            ("sh", Some(Source::Input)),
            ("/bin/bash -", Some(Source::Input)),
            ("bash -s -- --yes", Some(Source::Input)),
            ("bash -ex -o pipefail -s x", Some(Source::Input)),
            ("bash install.sh", Some(Source::File(1))),
            ("bash -eo pipefail -c code", Some(Source::Code(4))),
            ("bash -lc code", Some(Source::Code(2))),
            ("sh -e -c -- code", Some(Source::Code(4))),
            ("bash /dev/stdin", Some(Source::Input)),
            ("python3 -", Some(Source::Input)),
            ("python3.12", Some(Source::Input)),
            ("python3 -m json.tool", Some(Source::File(2))),
            ("python3 -c code", Some(Source::Code(2))),
            ("perl -pe code", Some(Source::Code(2))),
            ("node -", Some(Source::Input)),
            ("php -- --install-dir=/x", Some(Source::Input)),
            ("php -d a=b", Some(Source::Input)),
            ("node --version", Some(Source::File(1))),
            ("tar xz", None),
            ("pip", None),
        ] {
            let argv: Vec<_> = line.split(' ').map(|w| Argument::new(w, Span::default())).collect();
            assert_eq!(interpreter(&argv).map(|i| i.source), source, "{line}");
        }
    }
}
