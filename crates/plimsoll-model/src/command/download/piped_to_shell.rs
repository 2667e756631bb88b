//! Downloads that are run without a check.

use plimsoll_syntax::Span;
use plimsoll_syntax::shell::{Command, Role, Script};

use super::fetch::{Download, Output, download};
use crate::command::argument::Argument;
use crate::command::interpreter::{Source, interpreter};
use crate::command::invocation::{Commands, Invocation};

/// A download that is run without a check.
#[derive(Clone, Debug)]
pub struct PipedDownload<'a> {
    pub download: Download<'a>,
    /// The interpreter: `bash`, `python3`, `eval`, `source`.
    pub interpreter: &'a str,
    /// Where its name is written.
    pub interpreter_span: Span,
    /// From the first to the last of the two.
    pub span: Span,
    pub way: Way,
}

/// How a download gets to its interpreter.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Way {
    /// `curl … | sh`
    Pipe,
    /// `sh -c "$(curl …)"`, `eval "$(curl …)"`, `sh <<< "$(curl …)"`
    Substitution,
    /// `sh <(curl …)`, `source <(curl …)`
    ProcessSubstitution,
}

/// Every download that an interpreter runs at once, in the order of the text.
pub fn piped_downloads(commands: &Commands) -> Vec<PipedDownload<'_>> {
    let downloads = commands.invocations().filter_map(|invocation| {
        let download = download(invocation.argv()).filter(|download| download.output == Output::Stdout)?;
        // `curl … > file | sh` passes nothing on.
        let hands_on = !invocation.command().redirects.iter().any(is_to_file);
        hands_on.then_some((invocation, download))
    });
    let downloads: Vec<_> = downloads.collect();
    if downloads.is_empty() {
        return Vec::new();
    }
    let readers = readers(commands);
    let found = downloads.into_iter().filter_map(|(invocation, download)| {
        let (runner, way) = runner(commands, &readers, &invocation)?;
        let interpreter_span = runner.name_span();
        Some(PipedDownload {
            span: download.span.to(interpreter_span),
            interpreter: runner.name,
            interpreter_span,
            download,
            way,
        })
    });
    found.collect()
}

/// For each command of each script, whether it interprets what is piped to it. Computed once, since
/// a hostile pipeline has thousands of downloads.
fn readers(commands: &Commands) -> Vec<Vec<bool>> {
    let of_script = |(number, script): (usize, &Script)| {
        let all = 0..script.commands.len() as u32;
        let is_reader = |index: u32| {
            let is_fed = script.commands[index as usize].stage > 0;
            is_fed
                && commands
                    .invocation(number, index)
                    .is_some_and(|invocation| reads_input(&invocation))
        };
        all.map(is_reader).collect()
    };
    commands.scripts().enumerate().map(of_script).collect()
}

fn is_to_file(redirect: &plimsoll_syntax::shell::Redirect) -> bool {
    matches!(redirect.operator, ">" | ">>" | ">|" | "&>") && redirect.descriptor.is_none_or(|fd| fd == 1)
}

/// The interpreter that gets the output of a command, and how.
fn runner<'a>(commands: &'a Commands, readers: &[Vec<bool>], from: &Invocation<'a>) -> Option<(Invocation<'a>, Way)> {
    let script = from.script;
    let mut at = from.index;
    loop {
        let command = &script.commands[at as usize];
        let later = script.pipeline_of(at).iter().skip(command.stage as usize + 1);
        let reader = later
            .copied()
            .find(|index| readers[from.script_number][*index as usize]);
        if let Some(reader) = reader {
            return Some((commands.invocation(from.script_number, reader)?, Way::Pipe));
        }
        // What is piped on is no longer what the surrounding command gets, except for filters.
        // Following it further is still right, since filters are the usual case.
        let parent = command.parent?;
        match command.role {
            Role::Substitution | Role::ProcessSubstitution => {
                let holder = commands.invocation(from.script_number, parent)?;
                let way = match command.role {
                    Role::Substitution => Way::Substitution,
                    _ => Way::ProcessSubstitution,
                };
                if runs(&holder, command) {
                    return Some((holder, way));
                }
                // `echo "$(curl …)" | sh` prints it once more.
                if !matches!(holder.name, "echo" | "printf" | "cat") {
                    return None;
                }
            }
            Role::Condition | Role::Function => return None,
            Role::Plain | Role::Subshell | Role::Branch => {}
        }
        at = parent;
    }
}

/// Whether a command interprets its standard input.
fn reads_input(invocation: &Invocation<'_>) -> bool {
    interpreter(invocation.argv()).is_some_and(|found| found.source == Source::Input)
}

/// Whether a command runs the output of a substitution in its words.
fn runs(holder: &Invocation<'_>, inner: &Command) -> bool {
    let holds = |argument: &Argument<'_>| argument.span.contains(inner.span);
    let is_process = inner.role == Role::ProcessSubstitution;
    match holder.name {
        "eval" => {
            return holder
                .arguments()
                .first()
                .is_some_and(|first| holds(first) && !is_process);
        }
        "source" | "." => return holder.arguments().first().is_some_and(holds),
        _ => {}
    }
    let argv = holder.argv();
    let Some(found) = interpreter(argv) else {
        return false;
    };
    match found.source {
        Source::Code(at) => holds(&argv[at]) && begins_with_substitution(argv[at].text),
        Source::File(at) => is_process && holds(&argv[at]),
        Source::Input => {
            let redirects = &holder.command().redirects;
            let targets = redirects.iter().filter(|r| matches!(r.operator, "<" | "<<<"));
            targets
                .filter_map(|r| r.target.as_ref())
                .any(|word| word.span.contains(inner.span))
        }
    }
}

/// Code that is the output of a command, as opposed to code that merely contains such a word.
fn begins_with_substitution(code: &str) -> bool {
    let code = code.trim_start();
    code.starts_with('`') || (code.starts_with("$(") && !code.starts_with("$(("))
}

/// The same in PowerShell, which has no tree: `iwr … | iex`, `iex ((New-Object
/// Net.WebClient).DownloadString('…'))`. Returns the place of the word that runs the code.
pub(crate) fn powershell_piped_download(code: &str) -> Option<std::ops::Range<usize>> {
    let lower = code.to_ascii_lowercase();
    let word = |name: &str| {
        let mut places = lower.match_indices(name).map(|(at, _)| at..at + name.len());
        places.find(|place| {
            let is_part = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
            let before = place.start.checked_sub(1).map(|at| lower.as_bytes()[at]);
            let after = lower.as_bytes().get(place.end).copied();
            !before.is_some_and(is_part) && !after.is_some_and(is_part)
        })
    };
    let fetches = [
        "iwr",
        "irm",
        "invoke-webrequest",
        "invoke-restmethod",
        "downloadstring",
        "curl",
        "wget",
    ];
    fetches.iter().find_map(|name| word(name))?;
    word("iex").or_else(|| word("invoke-expression"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::tests::commands;

    fn found(code: &str) -> Vec<(String, Way)> {
        let commands = commands(code);
        let piped = piped_downloads(&commands);
        piped.iter().map(|p| (p.interpreter.to_owned(), p.way)).collect()
    }

    #[test]
    fn downloads_that_are_run_are_found() {
        for (code, interpreter, way) in [
            ("curl -sSL https://x.io | sh", "sh", Way::Pipe),
            ("curl https://x.io | sudo -E bash -", "bash", Way::Pipe),
            ("wget -qO- https://x.io | bash -s -- --yes", "bash", Way::Pipe),
            ("wget -O - https://x.io | sed s/a/b/ | python3", "python3", Way::Pipe),
            ("(curl https://x.io || exit 1) | sh", "sh", Way::Pipe),
            ("curl https://x.io | php -- --install-dir=/x", "php", Way::Pipe),
            ("bash -c \"$(curl -fsSL https://x.io)\"", "bash", Way::Substitution),
            ("sh -c \"`wget -O- https://x.io`\" -- -y", "sh", Way::Substitution),
            ("eval \"$(curl x.io/y)\"", "eval", Way::Substitution),
            ("echo \"$(curl x.io/y)\" | bash", "bash", Way::Pipe),
            ("bash <<< \"$(curl x.io/y)\"", "bash", Way::Substitution),
            ("bash <(curl -s x.io/y) --flag", "bash", Way::ProcessSubstitution),
            ("source <(curl -s x.io/y)", "source", Way::ProcessSubstitution),
            ("bash < <(curl -s x.io/y)", "bash", Way::ProcessSubstitution),
            ("sh -c 'curl x.io/y | sh'", "sh", Way::Pipe),
        ] {
            assert_eq!(found(code), [(interpreter.to_owned(), way)], "{code}");
        }
    }

    #[test]
    fn other_downloads_are_not() {
        for code in [
            "curl https://x.io | tar xz",
            "curl https://x.io | gpg --dearmor > /k",
            "curl -o x.sh https://x.io && sh x.sh",
            "curl -o x.sh https://x.io | sh",
            "wget https://x.io | sh",
            "curl https://x.io | bash -c 'cat > /x'",
            "curl https://x.io | python3 -m json.tool",
            "curl https://x.io | python3 -c 'import sys'",
            "sh -c \"echo $(curl https://x.io)\"",
            "V=$(curl https://x.io) sh",
            "curl https://x.io > f | sh",
            "if curl https://x.io; then a; fi | sh",
            "diff <(curl a.io) <(curl b.io)",
        ] {
            assert_eq!(found(code), [], "{code}");
        }
    }

    #[test]
    fn powershell_is_searched() {
        assert_eq!(powershell_piped_download("iwr https://x -useb | iex"), Some(22..25));
        assert!(powershell_piped_download("IEX ((New-Object Net.WebClient).DownloadString('x'))").is_some());
        assert!(powershell_piped_download("iwr https://x -OutFile iexplore.exe").is_none());
    }
}
