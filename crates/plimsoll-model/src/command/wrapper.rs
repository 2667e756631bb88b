//! Programs that only run another: `sudo`, `env`, `timeout 5`, `xargs`, `poetry run` …

use super::argument::Argument;
use super::program::Program;

/// A program in front of the one that does the work.
#[derive(Clone, Debug)]
pub struct Wrapper<'a> {
    /// Without its path.
    pub name: &'a str,
    /// Its own words, beginning with the program.
    pub argv: Vec<Argument<'a>>,
}

/// At most this many wrappers are seen through; nobody stacks more.
const MAX_WRAPPERS: usize = 8;

/// Where the command that really runs starts, and the wrappers before it.
pub(crate) fn unwrapped<'a>(argv: &[Argument<'a>]) -> (Vec<Wrapper<'a>>, usize) {
    let mut wrappers = Vec::new();
    let mut start = 0;
    while wrappers.len() < MAX_WRAPPERS {
        let Some(length) = wrapper_length(&argv[start..]) else {
            break;
        };
        let own = &argv[start..start + length];
        wrappers.push(Wrapper {
            name: own[0].program(),
            argv: own.to_vec(),
        });
        start += length;
    }
    (wrappers, start)
}

/// How many words the wrapper at the front takes; absent if there is none, or nothing after it.
fn wrapper_length(argv: &[Argument<'_>]) -> Option<usize> {
    let name = argv.first()?.program();
    let program = Program::named(name);
    let (shape, mut at) = match program.wraps {
        Some(_) => (program, 1),
        None => (program.verb(argv.get(1)?.text)?, 2),
    };
    let wraps = shape.wraps.as_ref()?;
    if wraps.dashes {
        let dashes = argv.iter().position(|a| a.text == "--")?;
        return (dashes + 1 < argv.len()).then_some(dashes + 1);
    }
    // `command -v x` asks where `x` is, and runs nothing.
    let first = argv.get(1)?;
    if name == "command" && first.is_flag() && first.text.contains(['v', 'V']) {
        return None;
    }
    let mut operands = wraps.operands;
    while let Some(word) = argv.get(at) {
        if word.text == "--" {
            at += 1;
            at += operands;
            break;
        }
        if word.is_flag() {
            at += 1 + usize::from(takes_next(shape, word.text));
        } else if wraps.assigns && is_assignment(word.text) {
            at += 1;
        } else if operands > 0 {
            operands -= 1;
            at += 1;
        } else {
            break;
        }
    }
    // `env -S 'program argument'` and a wrapper without a command stay as they are.
    (at < argv.len()).then_some(at)
}

/// Whether the value of a flag is the next word.
fn takes_next(program: &Program, flag: &str) -> bool {
    if let Some(long) = flag.strip_prefix("--") {
        return program.takes_value(long);
    }
    // Only the last letter of `-Eu` can take the next word; `-uroot` already has its value.
    let letters = &flag[1..];
    let first = letters
        .char_indices()
        .find(|(at, c)| program.takes_value(&letters[*at..at + c.len_utf8()]));
    first.is_some_and(|(at, c)| at + c.len_utf8() == letters.len())
}

/// `NAME=value`.
pub(super) fn is_assignment(text: &str) -> bool {
    let Some((name, _)) = text.split_once('=') else {
        return false;
    };
    let is_name = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    !name.is_empty() && !name.as_bytes()[0].is_ascii_digit() && name.bytes().all(is_name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use plimsoll_syntax::Span;

    #[test]
    fn the_command_behind_wrappers_is_found() {
        for (line, name, wrappers) in [
            ("apt-get install", "apt-get", 0),
            ("/usr/bin/sudo -E -u root -H apt-get", "apt-get", 1),
            ("sudo -uroot DEBIAN_FRONTEND=x apt-get", "apt-get", 1),
            ("env -i A=1 B=2 nohup node x", "node", 2),
            ("exec gosu app tini -- node x", "node", 3),
            ("timeout -k 5 10 curl x", "curl", 1),
            ("nice -n 5 ionice -c 3 make", "make", 2),
            ("xargs -r -n 1 apt-get install", "apt-get", 1),
            ("xargs -0", "xargs", 0),
            ("command -v curl", "command", 0),
            ("command curl", "curl", 1),
            ("stdbuf -oL tail", "tail", 1),
            ("setpriv --reuid 1000 --clear-groups node", "node", 1),
            ("poetry run uvicorn x", "uvicorn", 1),
            ("poetry install", "poetry", 0),
            ("bundle exec rails s", "rails", 1),
            ("wait-for-it db:5432 -t 5 -- python x", "python", 1),
            ("chroot --userspec=1:1 / sh", "sh", 1),
            ("sudo", "sudo", 0),
            ("sudo -u", "sudo", 0),
            ("timeout 5", "timeout", 0),
        ] {
            let argv: Vec<_> = line.split(' ').map(|w| Argument::new(w, Span::default())).collect();
            let (found, start) = unwrapped(&argv);
            assert_eq!((argv[start].program(), found.len()), (name, wrappers), "{line}");
        }
    }
}
