//! Pipes whose left side can fail without anyone noticing.

use plimsoll_syntax::Span;
use plimsoll_syntax::shell::{Command, Compound, Script};

use super::status::{is_disregarded, is_dropped, is_excused};
use crate::command::download::download;
use crate::command::invocation::{Commands, Invocation};

/// A pipeline in which only the last command decides.
#[derive(Clone, Debug)]
pub struct HiddenPipe<'a> {
    pub script: &'a Script,
    /// The index of the script in [`Commands::scripts`]; 0 for the code itself.
    pub script_number: usize,
    /// The commands of the pipeline, as indices into [`Script::commands`].
    pub stages: &'a [u32],
    /// The first command that can fail unnoticed.
    pub failing: Span,
    /// The `|` after it.
    pub operator: Span,
    /// From the first command to the last.
    pub span: Span,
}

/// Commands that never fail in a way that matters: those that print their arguments, and those that
/// list what exists, which may be nothing.
static CANNOT_FAIL: &[&str] = &[
    "echo",
    "printf",
    "yes",
    "true",
    ":",
    "sleep",
    "seq",
    "history",
    "pwd",
    "env",
    "date",
    "arch",
    "uname",
    "whoami",
    "nproc",
    "find",
    "ls",
    "scanelf",
    "dpkg-query",
];

/// Commands that list what exists if their first operands are these words.
static LISTINGS: &[(&str, &[&str])] = &[
    ("apk", &["info", "list"]),
    ("apt-mark", &["showmanual", "showauto", "showhold"]),
    ("dpkg", &["--print-architecture", "-l", "--list", "--get-selections"]),
];

/// Commands that only change what the pipe brings; after them, nothing can be missing.
static FILTERS: &[&str] = &[
    "awk", "cut", "egrep", "fgrep", "gawk", "grep", "head", "rev", "sed", "sort", "tail", "tee", "tr", "uniq",
];

/// The pipelines without `pipefail` whose left side can fail. Left out are those whose status is
/// tested or discarded anyway: conditions, `! a | b`, `a | b || true`, background jobs, and
/// substitutions in the arguments of a command.
///
/// Whether the shell has the option at all is not asked here.
pub fn hidden_pipes(commands: &Commands) -> Vec<HiddenPipe<'_>> {
    let scripts = commands.scripts().enumerate();
    let pipes = scripts.flat_map(|(number, script)| {
        script
            .piped()
            .filter_map(move |stages| hidden_pipe(commands, number, script, stages))
    });
    pipes.collect()
}

fn hidden_pipe<'a>(
    commands: &'a Commands,
    script_number: usize,
    script: &'a Script,
    stages: &'a [u32],
) -> Option<HiddenPipe<'a>> {
    let (last, before) = stages.split_last()?;
    let at = |index: u32| &script.commands[index as usize];
    let first = at(stages[0]);
    if first.options.pipefail || first.negated || first.background || is_disregarded(script, stages[0]) {
        return None;
    }
    let failing = before
        .iter()
        .position(|index| can_fail(commands, script_number, script, *index))?;
    let invocation = |index: u32| commands.invocation(script_number, index);
    let is_download = |index: &u32| invocation(*index).is_some_and(|i| download(i.argv()).is_some());
    // Half of a download may contain what is looked for; a command that prints nothing does not.
    let is_checked = invocation(*last).is_some_and(|i| is_search(&i)) && !before.iter().any(is_download);
    let fails_itself = invocation(*last).is_some_and(|reader| refuses_bad_input(&reader));
    // It fails for each file that no package brought, as is intended.
    let asks_for_owners = |index: &u32| {
        invocation(*index).is_some_and(|i| matches!(i.name, "dpkg" | "dpkg-query") && i.parted().has(&["S", "search"]))
    };
    if before.iter().any(asks_for_owners)
        || is_checked
        || fails_itself
        || is_excused(script, *last)
        || is_dropped(script, stages[0])
    {
        return None;
    }
    Some(HiddenPipe {
        script,
        script_number,
        stages,
        failing: at(stages[failing]).span,
        operator: at(stages[failing + 1]).operator?,
        span: first.span.to(at(*last).span),
    })
}

/// Whether a program that reads a pipe fails on nothing, on half of what it needs, and on an error page:
/// the pipe then hides no failure.
fn refuses_bad_input(reader: &Invocation<'_>) -> bool {
    let has = |names: &[&str]| reader.parted().has(names);
    match reader.name {
        "gpg" | "gpg2" => has(&["dearmor", "dearmour", "import"]),
        "apt-key" => reader.arguments().iter().any(|argument| argument.text == "add"),
        "gunzip" | "bunzip2" | "unxz" | "unzstd" | "zcat" | "bzcat" | "xzcat" | "zstdcat" => true,
        "gzip" | "bzip2" | "xz" | "zstd" => has(&["d", "decompress"]),
        // The end of a compressed archive is checked, that of a plain one is not.
        "tar" | "bsdtar" => {
            // tar(1): the first word may be letters without a dash.
            let first = reader.arguments().first().filter(|argument| !argument.is_flag());
            first.is_some_and(|letters| letters.text.contains(['z', 'j', 'J']))
                || has(&["z", "j", "J", "gzip", "bzip2", "xz", "zstd", "gunzip"])
        }
        "sha1sum" | "sha256sum" | "sha384sum" | "sha512sum" | "md5sum" | "b2sum" | "shasum" => has(&["c", "check"]),
        _ => false,
    }
}

/// Whether a part of a pipe can fail: a command that is not on the list, or a `{ … }` or `( … )`
/// with one in it.
fn can_fail(commands: &Commands, script_number: usize, script: &Script, index: u32) -> bool {
    let command = &script.commands[index as usize];
    let fails = |index: u32| {
        let invocation = commands.invocation(script_number, index);
        let is_harmless = invocation.is_some_and(|invocation| {
            let is_filter = invocation.command().stage > 0 && FILTERS.contains(&invocation.name);
            is_filter || CANNOT_FAIL.contains(&invocation.name) || is_listing(&invocation)
        });
        !is_harmless && !is_empty(&script.commands[index as usize])
    };
    if !matches!(command.compound, Some(Compound::Group | Compound::Subshell)) {
        return fails(index);
    }
    let inside = script.commands[index as usize + 1..]
        .iter()
        .take_while(|inner| inner.depth > command.depth);
    (index + 1..).zip(inside).any(|(index, _)| fails(index))
}

fn is_listing(invocation: &Invocation<'_>) -> bool {
    let first = invocation.arguments().first().map(|argument| argument.text);
    let mut listings = LISTINGS.iter().filter(|(name, _)| *name == invocation.name);
    listings.any(|(_, words)| first.is_some_and(|first| words.contains(&first)))
}

/// Whether a command fails if it gets no input, which reveals a failure before it: `grep`, but not
/// `grep -v`.
fn is_search(invocation: &Invocation<'_>) -> bool {
    if !matches!(invocation.name, "grep" | "egrep" | "fgrep") {
        return false;
    }
    !invocation
        .parted()
        .has(&["v", "invert-match", "L", "files-without-match"])
}

/// A bare assignment or redirect.
fn is_empty(command: &Command) -> bool {
    command.name.is_none() && command.compound.is_none()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::tests::commands;

    #[test]
    fn hidden_failures_are_found() {
        for (code, failing) in [
            ("wget -O - x | wc -l > /n", Some("wget -O - x")),
            ("set -o pipefail; wget x | wc", None),
            ("set -eux; wget x | wc", Some("wget x")),
            ("a && (set -o pipefail; b | c)", None),
            ("echo x | tee y", None),
            ("echo x | gpg -d | sh", Some("gpg -d")),
            ("sudo yes | apt-get install x", None),
            ("if a | b; then c; fi", None),
            ("if x; then a | b; fi", Some("a")),
            ("! a | b", None),
            ("a | b || true", None),
            ("a | b || exit 1", Some("a")),
            ("curl x.io/key | apt-key add - && b", None),
            ("a | xargs sed -i s/x/y/; b", None),
            ("a | b && c; d", Some("a")),
            ("set -e; a | b; c", Some("a")),
            ("if x; then a | b; fi; c", None),
            ("if x; then a | b; c; fi", None),
            ("if x; then a | b; else c; fi", Some("a")),
            ("c; a | b", Some("a")),
            ("x=$(a | b)", Some("a")),
            ("echo $(a | b)", None),
            ("diff <(a | b) c", None),
            ("a | b &", None),
            ("php -m | grep -qe -v", None),
            ("php -m | grep -v x", Some("php -m")),
            ("curl x.io | grep x", Some("curl x.io")),
            ("(a; b) | c", Some("(a; b)")),
            ("{ echo a; echo b; } | tee c", None),
            ("(echo a; b) | tee c", Some("(echo a; b)")),
            ("cat x | while read y; do z; done", Some("cat x")),
            ("bash -o pipefail -c 'a | b'", None),
            ("bash -c 'a | b'", Some("a")),
            ("a || b", None),
            ("x=$(dpkg --print-architecture | awk '{ print $NF }')", None),
            ("scanelf x | xargs -r apk info --installed | sort -u", None),
            ("dpkg -i x.deb | cat", Some("dpkg -i x.deb")),
            (
                "find /usr -exec ldd {} + | awk x | sort -u | xargs -r dpkg-query -S | cut -d: -f1",
                None,
            ),
            ("echo user | tee /etc/subuid | tee /etc/subgid", None),
            ("sed s/a/b/ x | tee y", Some("sed s/a/b/ x")),
        ] {
            let commands = commands(code);
            let found: Vec<_> = hidden_pipes(&commands)
                .iter()
                .map(|pipe| &code[pipe.failing.range()])
                .collect();
            assert_eq!(found, failing.into_iter().collect::<Vec<_>>(), "{code}");
            assert!(
                hidden_pipes(&commands)
                    .iter()
                    .all(|pipe| code[pipe.operator.range()].starts_with('|'))
            );
        }
    }
}
