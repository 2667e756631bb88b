//! Programs that only run another: `sudo`, `env`, `timeout 5`, `xargs`, `poetry run` …

use super::argument::Argument;

/// A program in front of the one that does the work.
#[derive(Clone, Debug)]
pub struct Wrapper<'a> {
    /// Without its path.
    pub name: &'a str,
    /// Its own words, itself first.
    pub argv: Vec<Argument<'a>>,
}

/// How a wrapper's own words end.
struct Shape {
    /// The program and, for some, the word that must follow it.
    name: &'static [&'static str],
    /// Flags that take the next word: letters and long names.
    valued: &'static [&'static str],
    /// Words that stand before the command: a user, a duration.
    operands: usize,
    /// Takes `NAME=value` before the command.
    assigns: bool,
}

const fn shape(name: &'static [&'static str], valued: &'static [&'static str], operands: usize) -> Shape {
    Shape {
        name,
        valued,
        operands,
        assigns: false,
    }
}

const fn assigning(name: &'static [&'static str], valued: &'static [&'static str]) -> Shape {
    Shape {
        name,
        valued,
        operands: 0,
        assigns: true,
    }
}

/// The wrappers, by their manual pages.
static SHAPES: &[Shape] = &[
    assigning(
        &["sudo"],
        &[
            "u", "g", "h", "p", "C", "r", "t", "T", "U", "D", "R", "user", "group", "host", "prompt", "chdir", "chroot",
        ],
    ),
    assigning(&["env"], &["u", "unset", "C", "chdir"]),
    shape(&["doas"], &["u", "C"], 0),
    shape(&["exec"], &["a"], 0),
    shape(&["command"], &[], 0),
    shape(&["builtin"], &[], 0),
    shape(&["nohup"], &[], 0),
    shape(&["setsid"], &[], 0),
    shape(&["time"], &["f", "o", "format", "output"], 0),
    shape(&["nice"], &["n", "adjustment"], 0),
    shape(&["ionice"], &["c", "n", "class", "classdata"], 0),
    shape(&["chrt"], &["T", "P", "D"], 1),
    shape(&["taskset"], &[], 1),
    shape(&["timeout"], &["s", "k", "signal", "kill-after"], 1),
    shape(&["stdbuf"], &["i", "o", "e", "input", "output", "error"], 0),
    shape(&["unbuffer"], &[], 0),
    shape(&["eatmydata"], &[], 0),
    shape(&["fakeroot"], &["l", "f", "i", "s", "b"], 0),
    shape(&["xvfb-run"], &["e", "f", "n", "p", "s", "w"], 0),
    shape(
        &["xargs"],
        &[
            "I",
            "n",
            "P",
            "L",
            "d",
            "E",
            "s",
            "a",
            "max-args",
            "max-procs",
            "max-lines",
            "delimiter",
            "max-chars",
            "arg-file",
        ],
        0,
    ),
    shape(&["busybox"], &[], 0),
    // Other users.
    shape(&["gosu"], &[], 1),
    shape(&["su-exec"], &[], 1),
    shape(&["s6-setuidgid"], &[], 1),
    shape(&["setuidgid"], &[], 1),
    shape(
        &["chpst"],
        &[
            "u", "U", "b", "e", "d", "o", "p", "f", "c", "n", "l", "L", "m", "r", "t", "/",
        ],
        0,
    ),
    shape(
        &["setpriv"],
        &[
            "ambient-caps",
            "inh-caps",
            "bounding-set",
            "euid",
            "ruid",
            "reuid",
            "egid",
            "rgid",
            "regid",
            "groups",
            "securebits",
            "pdeathsig",
            "selinux-label",
            "apparmor-profile",
        ],
        0,
    ),
    shape(&["chroot"], &["userspec", "groups"], 1),
    // Processes that stand as number 1.
    shape(&["tini"], &["p", "e"], 0),
    shape(&["tini-static"], &["p", "e"], 0),
    shape(&["docker-init"], &["p", "e"], 0),
    shape(&["dumb-init"], &["r", "rewrite"], 0),
    shape(&["catatonit"], &[], 0),
    shape(&["with-contenv"], &[], 0),
    shape(&["docker-entrypoint.sh"], &[], 0),
    shape(&["docker-php-entrypoint"], &[], 0),
    // Environments of a language.
    shape(&["bundle", "exec"], &[], 0),
    shape(&["poetry", "run"], &[], 0),
    shape(&["pipenv", "run"], &[], 0),
    shape(&["pdm", "run"], &[], 0),
    shape(&["rye", "run"], &[], 0),
    shape(&["hatch", "run"], &[], 0),
    shape(
        &["uv", "run"],
        &[
            "p",
            "python",
            "with",
            "extra",
            "group",
            "package",
            "env-file",
            "project",
            "directory",
        ],
        0,
    ),
    shape(&["conda", "run"], &["n", "p", "name", "prefix", "cwd"], 0),
    shape(&["mamba", "run"], &["n", "p", "name", "prefix", "cwd"], 0),
    shape(&["micromamba", "run"], &["n", "p", "name", "prefix", "cwd"], 0),
    shape(&["npx"], &["p", "package"], 0),
    shape(&["bunx"], &["p", "package"], 0),
    shape(&["npm", "exec"], &["package"], 0),
    shape(&["pnpm", "exec"], &[], 0),
    shape(&["pnpm", "dlx"], &[], 0),
    shape(&["yarn", "exec"], &[], 0),
    shape(&["yarn", "dlx"], &["p", "package"], 0),
    shape(&["ddtrace-run"], &[], 0),
    shape(&["opentelemetry-instrument"], &[], 0),
    shape(&["newrelic-admin", "run-program"], &[], 0),
    shape(&["doppler", "run"], &["p", "c", "t", "project", "config", "token"], 0),
];

/// Programs that run what stands behind their `--`, whatever is before it.
static DASHED: &[&str] = &[
    "wait-for-it",
    "wait-for-it.sh",
    "wait-for",
    "wait-for.sh",
    "dotenv",
    "infisical",
    "op",
];

/// As many wrappers are seen through; nobody stacks more.
const MAX_WRAPPERS: usize = 8;

/// Whether a program is a wrapper, if its words are those of one.
pub(super) fn may_wrap(program: &str) -> bool {
    SHAPES.iter().any(|shape| shape.name[0] == program) || DASHED.contains(&program)
}

/// Where the command starts that is really run, and the wrappers before it.
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

/// How many words the wrapper at the front takes; absent if there is none, or nothing behind it.
fn wrapper_length(argv: &[Argument<'_>]) -> Option<usize> {
    let program = argv.first()?.program();
    if DASHED.contains(&program) {
        let dashes = argv.iter().position(|a| a.text == "--")?;
        return (dashes + 1 < argv.len()).then_some(dashes + 1);
    }
    // Nearly no command is wrapped, so the first word decides before anything else is looked at.
    let goes_on = |shape: &Shape| {
        let mut rest = shape.name[1..].iter().zip(&argv[1..]);
        argv.len() > shape.name.len() && rest.all(|(name, word)| *name == word.text)
    };
    let is_named = |shape: &&Shape| shape.name[0] == program && goes_on(shape);
    let shape = SHAPES.iter().find(is_named)?;
    // `command -v x` asks where `x` is, and runs nothing.
    let asks = program == "command" && argv[1].is_flag() && argv[1].text.contains(['v', 'V']);
    if asks {
        return None;
    }
    let mut at = shape.name.len();
    let mut operands = shape.operands;
    while let Some(word) = argv.get(at) {
        if word.text == "--" {
            at += 1;
            at += operands;
            break;
        }
        if word.is_flag() {
            at += 1 + usize::from(takes_next(shape, word.text));
        } else if shape.assigns && is_assignment(word.text) {
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
fn takes_next(shape: &Shape, flag: &str) -> bool {
    if let Some(long) = flag.strip_prefix("--") {
        return shape.valued.contains(&long);
    }
    // Only the last letter of `-Eu` can take the next word; `-uroot` has its value already.
    let letters = &flag[1..];
    let first = letters
        .char_indices()
        .find(|(at, c)| shape.valued.contains(&&letters[*at..at + c.len_utf8()]));
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
