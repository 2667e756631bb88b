//! A script of the build context: which program its first line names, how its lines end, and what its
//! shell code does. Where it is run is left to others.

use std::sync::Arc;

use plimsoll_syntax::shell::{Command, Compound, Connector, Role, Script, ShellOptions};
use plimsoll_syntax::{SourceFile, Span, Text, TextBuilder};

use crate::base::path::file_name;
use crate::command::{Commands, Invocation};
use crate::dockerfile::{Code, ShellKind};

/// A longer first line names no program. Linux v6.1, include/uapi/linux/binfmts.h, `BINPRM_BUF_SIZE`.
const LONGEST_SHEBANG: usize = 256;
/// So deep are the commands followed with which a script ends.
const DEEPEST: usize = 8;

/// Programs that serve until they are stopped.
const SERVERS: [&str; 21] = [
    "apache2-foreground",
    "apache2ctl",
    "apachectl",
    "daphne",
    "granian",
    "gunicorn",
    "haproxy",
    "httpd",
    "hypercorn",
    "java",
    "nginx",
    "node",
    "nodejs",
    "puma",
    "redis-server",
    "supervisord",
    "traefik",
    "unicorn",
    "uvicorn",
    "uwsgi",
    "waitress-serve",
];

/// A text file of a build context that something runs.
#[derive(Debug)]
pub struct ScriptFile {
    pub source: Arc<SourceFile>,
    /// Whether somebody may execute it as it lies in the context; absent if the system does not tell.
    pub is_executable: Option<bool>,
    pub shebang: Option<Shebang>,
    /// Its first line ends in a carriage return.
    pub has_windows_lines: bool,
    /// What it does, if a shell reads it.
    pub code: Option<Code>,
}

/// The first line of a script: `#!/usr/bin/env bash`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Shebang {
    /// The line, without its end.
    pub span: Span,
    /// What the kernel starts: `/usr/bin/env`.
    pub program: Box<str>,
    /// What the kernel gives to that, as one word: `bash`.
    pub argument: Box<str>,
    /// What reads the script, without its path: `bash`.
    pub interpreter: Box<str>,
}

impl ScriptFile {
    /// Reads a script; none if the file is no text.
    pub(crate) fn read(source: Arc<SourceFile>, is_executable: Option<bool>) -> Option<Self> {
        let text = source.text();
        if text.contains('\0') || !source.invalid().is_empty() && !text.starts_with("#!") {
            return None;
        }
        let shebang = Shebang::read(&source);
        let shell = match &shebang {
            Some(shebang) => ShellKind::of_program(&shebang.interpreter),
            None => ShellKind::Sh,
        };
        let first = text.split_inclusive('\n').next().unwrap_or_default();
        let code = shell.dialect().map(|dialect| Code {
            commands: Commands::of_shell_with(&code_of(&source), dialect, ShellOptions::default(), &|_| None),
            kind: Some(shell),
            heredoc: false,
        });
        Some(Self {
            has_windows_lines: first.ends_with("\r\n"),
            is_executable,
            shebang,
            code,
            source,
        })
    }

    /// Whether it goes on as an account other than root.
    pub fn drops_privileges(&self) -> bool {
        self.commands().is_some_and(Commands::drop_privileges)
    }

    /// Whether it ends as a web server that keeps root for its main process only.
    pub fn starts_workers(&self) -> bool {
        self.commands().is_some_and(Commands::start_workers)
    }

    /// Whether it ends as a program that only root can run.
    pub fn needs_root(&self) -> bool {
        self.commands().is_some_and(Commands::need_root)
    }

    /// The simple commands in the foreground at its very end: one for each way through its last `if` or
    /// `case`.
    fn ends(&self) -> Vec<Invocation<'_>> {
        let Some(commands) = self.commands() else {
            return Vec::new();
        };
        let script = commands.script();
        let mut ends = Vec::new();
        if script.errors.is_empty() {
            add_ends(script, None, 0, &mut ends);
        }
        let found = ends.into_iter().filter_map(|index| commands.invocation(0, index));
        found.collect()
    }

    /// The programs that go on running as its children, one for each way through it: signals reach the
    /// shell and not them. Those that it is given (`"$@"`), and well-known servers. None if it traps
    /// signals, for then it stays on purpose.
    pub fn children(&self) -> Vec<Invocation<'_>> {
        if self.invocations().any(|invocation| invocation.name == "trap") {
            return Vec::new();
        }
        let ends = self.ends().into_iter();
        let is_child = |end: &Invocation<'_>| !end.is_wrapped_in("exec") && runs_on(end);
        ends.filter(is_child).collect()
    }

    fn commands(&self) -> Option<&Commands> {
        self.code.as_ref().map(|code| &code.commands)
    }

    fn invocations(&self) -> impl Iterator<Item = Invocation<'_>> {
        self.commands().into_iter().flat_map(Commands::invocations)
    }
}

impl Shebang {
    fn read(source: &SourceFile) -> Option<Self> {
        let span = source.line_span(1);
        let line = source.slice(span);
        let written = line.strip_prefix("#!")?.trim();
        let argument = written
            .split_once([' ', '\t'])
            .map_or("", |(_, argument)| argument.trim());
        let mut words = written.split_whitespace();
        let program = words.next().filter(|_| line.len() < LONGEST_SHEBANG)?;
        let interpreter = match file_name(program) {
            // `env -S NAME=value bash -e`
            "env" => words.find(|word| !word.starts_with('-') && !word.contains('='))?,
            name => name,
        };
        Some(Self {
            span,
            program: program.into(),
            argument: argument.into(),
            interpreter: file_name(interpreter).into(),
        })
    }
}

/// Whether a command is one that an image is made for: what the script was given, or a server.
fn runs_on(end: &Invocation<'_>) -> bool {
    if matches!(end.name, "$@" | "${@}" | "$*" | "${*}") {
        return true;
    }
    if is_short(end) {
        return false;
    }
    let first = end.arguments().iter().find(|argument| !argument.is_flag());
    let verb = first.map_or("", |argument| argument.text);
    match end.name {
        "npm" | "pnpm" | "yarn" => {
            matches!(verb, "start") || verb == "run" && end.arguments().iter().any(|a| a.text == "start")
        }
        "caddy" => matches!(verb, "run" | "file-server" | "reverse-proxy" | "respond"),
        "celery" => {
            let mut words = end.arguments().iter();
            words.any(|word| matches!(word.text, "worker" | "beat" | "flower" | "events"))
        }
        "dotnet" => matches!(verb, "run" | "watch" | "exec") || verb.ends_with(".dll"),
        "flask" => verb == "run",
        "rails" => matches!(verb, "s" | "server"),
        "python" | "python3" => verb.ends_with("manage.py") && end.arguments().iter().any(|a| a.text == "runserver"),
        name => SERVERS.contains(&name) || name.starts_with("php-fpm"),
    }
}

/// Whether a server is only asked for something, or told something, and ends at once.
fn is_short(end: &Invocation<'_>) -> bool {
    let mut words = end.arguments().iter().map(|argument| argument.text);
    if words
        .clone()
        .any(|word| matches!(word, "--version" | "-version" | "--help"))
    {
        return true;
    }
    let mut flags = words.clone().take_while(|word| word.starts_with('-'));
    match end.name {
        "apache2ctl" | "apachectl" | "httpd" => words.any(|word| {
            matches!(word, "-l" | "-L" | "-M" | "-S" | "-t" | "-v" | "-V")
                || matches!(word, "configtest" | "restart" | "status" | "fullstatus" | "stop")
                || word.starts_with("graceful")
        }),
        "gunicorn" => words.any(|word| matches!(word, "--check-config" | "--print-config")),
        "haproxy" => words.any(|word| matches!(word, "-c" | "-v" | "-vv")),
        "nginx" => words.any(|word| {
            ["-?", "-h", "-s", "-t", "-T", "-v", "-V"]
                .iter()
                .any(|flag| word.starts_with(flag))
        }),
        "node" | "nodejs" => {
            flags.any(|word| matches!(word, "-c" | "-e" | "-p" | "-v" | "--check" | "--eval" | "--print"))
        }
        "redis-server" => words.any(|word| matches!(word, "-v" | "-h" | "--test-memory" | "--check-system")),
        "traefik" => words
            .next()
            .is_some_and(|word| matches!(word, "version" | "healthcheck")),
        name if name.starts_with("php-fpm") => words.any(|word| {
            matches!(
                word,
                "-h" | "-i" | "-m" | "-t" | "-tt" | "-v" | "--info" | "--modules" | "--test"
            )
        }),
        _ => false,
    }
}

/// The text of a script with the line ends that a shell on Linux understands.
fn code_of(source: &SourceFile) -> Text {
    let whole = source.text();
    if !whole.contains('\r') {
        return Text::of_file(source);
    }
    let mut text = TextBuilder::new(source.id());
    let mut start = 0;
    for line in whole.split_inclusive('\n') {
        match line.strip_suffix("\r\n") {
            Some(kept) => {
                text.push_exact(kept, start);
                text.push_exact("\n", start + kept.len() + 1);
            }
            None => text.push_exact(line, start),
        }
        start += line.len();
    }
    text.finish_at(0)
}

/// The simple commands with which a list ends: that of the script, or of the compound that is given.
fn add_ends(script: &Script, parent: Option<u32>, depth: usize, ends: &mut Vec<u32>) {
    let is_part = |role| !matches!(role, Role::Condition | Role::Substitution | Role::ProcessSubstitution);
    let is_own = |command: &Command| command.parent == parent && is_part(command.role);
    let own: Vec<u32> = (0..script.commands.len() as u32)
        .filter(|&index| is_own(&script.commands[index as usize]))
        .collect();
    for (at, &index) in own.iter().enumerate() {
        let command = &script.commands[index as usize];
        let next = own.get(at + 1).map(|&next| script.commands[next as usize].connector);
        if next.is_some_and(|connector| connector != Connector::First) {
            continue;
        }
        let is_alone = script.pipeline_of(index).len() == 1 && !command.background;
        match command.compound {
            _ if !is_alone => {}
            None => ends.push(index),
            Some(Compound::If | Compound::Case | Compound::Group) if depth < DEEPEST => {
                add_ends(script, Some(index), depth + 1, ends);
            }
            Some(_) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use plimsoll_syntax::FileId;

    fn read(text: &str) -> ScriptFile {
        let source = Arc::new(SourceFile::new(FileId(0), "start.sh", text.into()));
        ScriptFile::read(source, None).expect("a text")
    }

    #[test]
    fn first_lines_name_programs() {
        for (line, program, interpreter) in [
            ("#!/bin/sh", "/bin/sh", "sh"),
            ("#! /bin/bash -e", "/bin/bash", "bash"),
            ("#!/usr/bin/env python3", "/usr/bin/env", "python3"),
            ("#!/usr/bin/env -S A=1 node --x", "/usr/bin/env", "node"),
            ("#!/bin/sh\r", "/bin/sh", "sh"),
        ] {
            let script = read(&format!("{line}\n"));
            let shebang = script.shebang.expect("a first line");
            assert_eq!(
                (&*shebang.program, &*shebang.interpreter),
                (program, interpreter),
                "{line}"
            );
            assert_eq!(script.has_windows_lines, line.ends_with('\r'));
        }
        for line in ["", "# !/bin/sh", "#!", "echo a\n#!/bin/sh", "\u{feff}#!/bin/sh"] {
            assert_eq!(read(line).shebang, None, "{line}");
        }
    }

    #[test]
    fn what_a_script_ends_with() {
        for (text, expected) in [
            ("set -e\nexec \"$@\"", "exec"),
            ("set -e\n\"$@\"\n", "$@"),
            (
                "if [ -n \"$A\" ]; then\n  node a\nelse\n  x; exec node b\nfi",
                "node exec",
            ),
            ("case $1 in a) node a;; b) x && node b;; esac", "node node"),
            ("node a &\nnode b", "node"),
            ("node a &", ""),
            ("node a | tee log", ""),
            ("while true; do node a; done", ""),
            ("f() { node a; }\nf", "f"),
            ("node a\nf() { x; }", ""),
            ("a\r\nb\r\n", "b"),
            ("#!/usr/bin/python3\nexit()", ""),
        ] {
            let script = read(text);
            let names: Vec<&str> = script
                .ends()
                .iter()
                .map(|end| end.command().name.as_ref().map_or("", |name| &*name.content))
                .collect();
            assert_eq!(names.join(" "), expected, "{text}");
        }
    }

    #[test]
    fn what_a_script_does() {
        assert!(read("#!/bin/sh\nchown app /d\nexec gosu app \"$@\"").drops_privileges());
        assert!(!read("#!/bin/sh\nexec \"$@\"").drops_privileges());
        let children = |text: &str| read(text).children().len();
        for (text, expected) in [
            ("migrate\n\"$@\"", 1),
            ("gunicorn app", 1),
            ("gosu app gunicorn app", 1),
            ("exec gunicorn app", 0),
            ("exec gosu app gunicorn app", 0),
            ("trap 'kill $pid' TERM\nnode a", 0),
            ("if x; then node a; else node b; fi", 2),
            ("npm run start", 1),
            ("npm run build", 0),
            ("python manage.py migrate", 0),
            ("python manage.py runserver", 1),
            ("nginx -g 'daemon off;' &\nwait", 0),
            ("echo done", 0),
            ("nginx", 1),
            ("nginx -c /n.conf -g 'daemon off;'", 1),
            ("nginx -s reload", 0),
            ("nginx -t", 0),
            ("gunicorn -t 30 a", 1),
            ("gunicorn --check-config a", 0),
            ("php-fpm8.3 -F", 1),
            ("php-fpm -t", 0),
            ("caddy run", 1),
            ("caddy validate", 0),
            ("celery -A a worker", 1),
            ("celery -A a inspect ping", 0),
            ("dotnet a.dll", 1),
            ("dotnet ef database update", 0),
            ("apachectl -D FOREGROUND", 1),
            ("apachectl configtest", 0),
            ("node --x a.js -v", 1),
            ("node -e 1", 0),
            ("java -version", 0),
            ("uvicorn --help", 0),
        ] {
            assert_eq!(children(text), expected, "{text}");
        }
    }
}
