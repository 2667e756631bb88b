//! What a package manager is told to do.

use plimsoll_syntax::{Edit, Span};

use super::action::Action;
use super::manager::{Grammar, Manager, grammar};
use crate::base::Url;
use crate::command::argument::{Argument, Flag, Parted, is_affirmed, is_off};
use crate::command::program::Program;

/// One command of a package manager.
#[derive(Clone, Debug)]
pub struct PackageCommand<'a> {
    pub manager: Manager,
    /// The word that names the manager, including `-m pip`.
    pub manager_span: Span,
    pub action: Action,
    /// The sub-command as written, its first word: `install`, `in`, `-Syu`. Empty if there is none.
    pub subcommand: &'a str,
    /// Its place, or that of both words if it has two. Absent if there is none.
    pub action_span: Option<Span>,
    /// From the manager to the last argument.
    pub span: Span,
    pub packages: Vec<Package<'a>>,
    /// It applies to everything that is installed: an upgrade without names.
    pub all: bool,
    pub flags: Vec<Flag<'a>>,
    /// It cannot stop for an answer: a flag or a setting answers, or the manager never asks.
    pub assume_yes: bool,
    /// It leaves out recommended packages (weak dependencies).
    pub no_recommends: bool,
    /// It also fetches the lists: `apk add --no-cache`, `pacman -Sy`, `dnf --refresh`.
    pub refreshes: bool,
    /// It takes only security fixes.
    pub security_only: bool,
    /// It changes nothing: a simulation, or a download.
    pub is_dry: bool,
}

/// A package, a file or an address among the operands.
#[derive(Clone, Copy, Debug)]
pub struct Package<'a> {
    pub argument: Argument<'a>,
    /// Without its version.
    pub name: &'a str,
    pub version: Option<&'a str>,
}

impl PackageCommand<'_> {
    /// The manager and its sub-command, with the flags between them.
    pub fn head(&self) -> Span {
        self.action_span
            .map_or(self.manager_span, |span| self.manager_span.to(span))
    }

    /// The head, for a message: `apt-get install`.
    pub fn title(&self) -> String {
        match self.subcommand {
            "" => self.manager.name().to_owned(),
            subcommand => format!("{} {subcommand}", self.manager.name()),
        }
    }

    /// Whether a variable among the words probably holds flags: `apt-get install $APT_FLAGS git`.
    pub fn may_have_more_flags(&self) -> bool {
        let hints = |text: &str| {
            let upper = text.to_ascii_uppercase();
            ["OPT", "ARG", "FLAG", "YES"].iter().any(|hint| upper.contains(hint))
        };
        let mut words = self.packages.iter().map(|package| package.argument.text);
        words.any(|text| text.starts_with('$') && hints(text))
    }

    /// The edit that adds a flag after the head. `text` is the text of the file, and `is_exec` says
    /// that the words are those of an exec form. Absent if the head is not written plainly, so that
    /// the end of its words is not known.
    pub fn with_flag(&self, text: &str, flag: &str, is_exec: bool) -> Option<Edit> {
        let last = self.action_span.unwrap_or(self.manager_span);
        let word = match self.action_span {
            Some(_) => self.subcommand,
            None => self.manager.name(),
        };
        let written = text.get(last.range())?;
        if is_exec {
            let is_plain = written.starts_with('"') && written.ends_with('"') && written[1..].starts_with(word);
            return is_plain.then(|| last.insert_after(format!(", \"{flag}\"")));
        }
        let is_plain = match self.action_span {
            Some(_) => written.starts_with(word),
            None => written.ends_with(word),
        };
        is_plain.then(|| last.insert_after(format!(" {flag}")))
    }
}

/// The package manager's task, if the command runs one.
pub fn package_command<'a>(argv: &[Argument<'a>]) -> Option<PackageCommand<'a>> {
    let (grammar, manager_span, rest) = manager(argv)?;
    Some(read(grammar, manager_span, rest))
}

/// Like [`package_command`], for a known program.
pub(crate) fn package_command_of<'a>(program: PackageProgram, argv: &[Argument<'a>]) -> Option<PackageCommand<'a>> {
    match program {
        PackageProgram::Other => None,
        PackageProgram::Python => package_command(argv),
        PackageProgram::Manager(grammar) => {
            let (first, rest) = argv.split_first()?;
            Some(read(grammar, first.span, rest))
        }
    }
}

/// A manager's task, from the words after its name.
fn read<'a>(grammar: &Grammar, manager_span: Span, rest: &[Argument<'a>]) -> PackageCommand<'a> {
    let parted = Parted::read(Program::named(grammar.name), rest);
    let (action, subcommand) = match grammar.manager {
        Manager::Pacman => pacman_action(&parted),
        Manager::AddAptRepository => (Action::AddRepository, 0),
        // It prints something about itself, and installs nothing.
        Manager::Yarn if parted.operands.is_empty() && parted.has(&["version", "v", "help", "h"]) => (Action::Other, 0),
        _ => action(grammar, &parted.operands),
    };
    let words = parted.operands.get(subcommand..).unwrap_or_default();
    let mut packages: Vec<_> = words.iter().map(|word| package(grammar, *word)).collect();
    if grammar.manager == Manager::Composer {
        join_versions(&mut packages);
    }
    let pacman_flag = pacman_operation(&parted);
    let named = match (grammar.manager, pacman_flag) {
        (Manager::Pacman, Some(flag)) => Some((flag.argument.text, flag.argument.span)),
        _ => parted.operands.first().filter(|_| subcommand > 0).map(|first| {
            let last = parted.operands[subcommand - 1];
            (first.text, first.span.to(last.span))
        }),
    };
    let everything = parted.is_on(&["all"]);
    PackageCommand {
        manager: grammar.manager,
        manager_span,
        action,
        subcommand: named.map_or("", |(text, _)| text),
        action_span: named.map(|(_, span)| span),
        span: rest.iter().fold(manager_span, |span, argument| span.to(argument.span)),
        all: is_all(grammar.manager, action, &packages, &parted) || (action == Action::Upgrade && everything),
        assume_yes: assumes_yes(grammar, action, &parted),
        no_recommends: skips_recommended(grammar, &parted),
        refreshes: refreshes(grammar.manager, &parted),
        security_only: is_security_only(grammar.manager, &parted, named.map_or("", |(text, _)| text)),
        is_dry: is_dry(grammar.manager, &parted),
        packages,
        flags: parted.flags,
    }
}

/// Composer takes a version as a separate word after the package: `composer require a/b 1.2`.
///
/// Composer 2, src/Composer/Package/Version/VersionParser.php: `parseNameVersionPairs`.
fn join_versions(packages: &mut Vec<Package<'_>>) {
    let is_version = |text: &str| {
        let number = text.trim_start_matches(['^', '~', '>', '<', '=', 'v']);
        text.starts_with("dev-") || number.starts_with(|c: char| c.is_ascii_digit())
    };
    let mut joined: Vec<Package<'_>> = Vec::with_capacity(packages.len());
    for package in packages.drain(..) {
        match joined.last_mut().filter(|before| before.version.is_none()) {
            Some(before) if !package.name.contains('/') && is_version(package.argument.text) => {
                before.version = Some(package.argument.text);
            }
            _ => joined.push(package),
        }
    }
    *packages = joined;
}

/// How a program relates to packages.
#[derive(Clone, Copy, Debug)]
pub(crate) enum PackageProgram {
    Other,
    /// It runs some managers as its modules.
    Python,
    Manager(&'static Grammar),
}

impl PackageProgram {
    pub(crate) fn of(program: &str) -> Self {
        match grammar(program) {
            Some(grammar) => Self::Manager(grammar),
            None if runs_modules(program) => Self::Python,
            None => Self::Other,
        }
    }
}

fn runs_modules(program: &str) -> bool {
    program.starts_with("python") || program == "py"
}

/// The manager, the span of its name, and the words after it.
fn manager<'s, 'a>(argv: &'s [Argument<'a>]) -> Option<(&'static Grammar, Span, &'s [Argument<'a>])> {
    let first = argv.first()?;
    let program = first.program();
    if let Some(grammar) = grammar(program) {
        return Some((grammar, first.span, &argv[1..]));
    }
    // `python3 -m pip install`, with Python's own flags before it.
    if !runs_modules(program) {
        return None;
    }
    let module = argv.iter().position(|argument| argument.text == "-m")? + 1;
    let name = argv.get(module)?;
    if argv[1..module].iter().any(|argument| !argument.is_flag()) {
        return None;
    }
    let grammar = grammar(name.text).filter(|g| matches!(g.manager, Manager::Pip | Manager::Pipx | Manager::Uv))?;
    Some((grammar, first.span.to(name.span), &argv[module + 1..]))
}

/// The packages that the operands ask for, and how many operands name the action.
fn action(grammar: &Grammar, operands: &[Argument<'_>]) -> (Action, usize) {
    let Some(first) = operands.first() else {
        // `yarn` alone installs what package.json lists.
        let installs = grammar.manager == Manager::Yarn;
        return (if installs { Action::Install } else { Action::Other }, 0);
    };
    if let Some(second) = operands.get(1) {
        let is_pair = |name: &str| name.split_once(' ') == Some((first.text, second.text));
        if let Some((_, action)) = grammar.actions.iter().find(|(name, _)| is_pair(name)) {
            return (*action, 2);
        }
    }
    let found = grammar.actions.iter().find(|(name, _)| *name == first.text);
    found.map_or((Action::Other, 1), |(_, action)| (*action, 1))
}

/// The flag of pacman that says what to do: the word with `-S`, `-R`, `-U` …
fn pacman_operation<'p, 'a>(parted: &'p Parted<'a>) -> Option<&'p Flag<'a>> {
    let operations = [
        "S", "sync", "R", "remove", "U", "upgrade", "Q", "query", "F", "files", "D", "T",
    ];
    parted.flags.iter().find(|flag| operations.contains(&flag.name))
}

fn pacman_action(parted: &Parted<'_>) -> (Action, usize) {
    let has = |names: &[&str]| parted.has(names);
    let named = !parted.operands.is_empty();
    let action = if has(&["R", "remove"]) {
        Action::Remove
    } else if has(&["U", "upgrade"]) {
        Action::Install
    } else if !has(&["S", "sync"]) || has(&["s", "search", "i", "info", "l", "list"]) {
        Action::Other
    } else if named {
        Action::Install
    } else if has(&["u", "sysupgrade"]) {
        Action::Upgrade
    } else if has(&["c", "clean"]) {
        Action::Clean
    } else {
        Action::Update
    };
    (action, 0)
}

fn package<'a>(grammar: &Grammar, argument: Argument<'a>) -> Package<'a> {
    let text = argument.text;
    let whole = Package {
        argument,
        name: text,
        version: None,
    };
    // Files and addresses have no version of this kind, nor has what begins with a variable.
    if matches!(text.as_bytes().first(), Some(b'.' | b'/' | b'$')) || Url::is_in(text) {
        return whole;
    }
    if grammar.version == ["-"] {
        // `httpd-2.4.62-1.fc40`: the version begins at the first dash before a digit.
        let dash = text.match_indices('-').map(|(at, _)| at).find(|at| {
            let next = text.as_bytes().get(at + 1);
            next.is_some_and(|byte| byte.is_ascii_digit() || *byte == b'$')
        });
        return dash.map_or(whole, |at| Package {
            name: &text[..at],
            version: Some(&text[at + 1..]),
            ..whole
        });
    }
    // The `@` of a scope does not introduce a version: `@angular/cli@17`.
    let skipped = usize::from(text.starts_with('@'));
    // Of two marks at one place the longer counts, which is the first in the list.
    let mark_at = |at: usize| {
        let rest = &text.as_bytes()[at..];
        let mut marks = grammar.version.iter();
        marks
            .find(|mark| rest.starts_with(mark.as_bytes()))
            .map(|mark| (at, *mark))
    };
    let signs = text
        .bytes()
        .enumerate()
        .skip(skipped)
        .filter(|(_, byte)| byte.is_ascii_punctuation());
    let Some((at, mark)) = signs.map(|(at, _)| at).find_map(mark_at) else {
        return whole;
    };
    Package {
        name: text[..at].trim_end(),
        version: Some(&text[at + mark.len()..]),
        ..whole
    }
}

fn is_all(manager: Manager, action: Action, packages: &[Package<'_>], parted: &Parted<'_>) -> bool {
    match (manager, action) {
        // Names do not limit `apt-get upgrade` before apt 2.3.
        (Manager::Pacman, Action::Install) => parted.has(&["u", "sysupgrade"]),
        (_, Action::Upgrade) => packages.is_empty(),
        _ => false,
    }
}

fn assumes_yes(grammar: &Grammar, action: Action, parted: &Parted<'_>) -> bool {
    // gem-uninstall asks about executables and versions.
    if grammar.manager == Manager::Gem && action == Action::Remove {
        return parted.has(&["x", "executables", "force"]);
    }
    if matches!(grammar.manager, Manager::Pip | Manager::Pipx) && action == Action::Remove {
        return parted.has(&["y", "yes"]);
    }
    let Some(consent) = grammar.consent else {
        return true;
    };
    if parted.is_on(consent) {
        return true;
    }
    match grammar.manager {
        manager if manager.is_debian() => {
            // apt-get(8): "Note that quiet level 2 implies -y". aptitude's -q does not.
            let quiet = manager != Manager::Aptitude && quietness(parted) >= 2;
            quiet || apt_setting(parted, &["apt::get::assume-yes", "aptitude::assume-yes"], is_affirmed)
        }
        manager if manager.is_dnf() => setopt(parted, "assumeyes", is_affirmed),
        // conda-env-create(1) does not ask.
        Manager::Conda => parted.operands.first().is_some_and(|word| word.text == "env"),
        _ => false,
    }
}

/// How quiet apt-get is told to be.
fn quietness(parted: &Parted<'_>) -> u32 {
    let quiet = parted.flags.iter().filter(|flag| matches!(flag.name, "q" | "quiet"));
    quiet
        .map(|flag| flag.value.and_then(|v| v.parse().ok()).unwrap_or(1))
        .fold(0, u32::saturating_add)
}

/// Whether an `-o name=value` of apt has one of the names, in lower case, and a matching value.
fn apt_setting(parted: &Parted<'_>, names: &[&str], holds: fn(&str) -> bool) -> bool {
    let settings = parted.flags.iter().filter(|flag| matches!(flag.name, "o" | "option"));
    let mut settings = settings.filter_map(|flag| flag.value?.split_once('='));
    settings.any(|(name, value)| names.contains(&&*name.to_ascii_lowercase()) && holds(value))
}

/// Whether a `--setopt=name=value` has the name, perhaps after that of a repository.
fn setopt(parted: &Parted<'_>, name: &str, holds: fn(&str) -> bool) -> bool {
    let settings = parted.flags.iter().filter(|flag| flag.name == "setopt");
    let mut settings = settings.filter_map(|flag| flag.value?.split_once('='));
    settings.any(|(key, value)| key.rsplit('.').next() == Some(name) && holds(value))
}

fn skips_recommended(grammar: &Grammar, parted: &Parted<'_>) -> bool {
    if parted.is_on(grammar.no_recommends) {
        return true;
    }
    match grammar.manager {
        manager if manager.is_debian() => {
            let long = parted.flag(&["install-recommends"]);
            let off = long.is_some_and(|flag| flag.value.is_some_and(is_off));
            off || apt_setting(parted, &["apt::install-recommends"], is_off)
        }
        manager if manager.is_dnf() => setopt(parted, "install_weak_deps", is_off),
        _ => false,
    }
}

fn refreshes(manager: Manager, parted: &Parted<'_>) -> bool {
    match manager {
        Manager::Apk => parted.has(&["no-cache", "U", "update-cache", "update"]),
        Manager::Pacman => parted.has(&["y", "refresh"]),
        // add-apt-repository(1): it updates unless told not to.
        Manager::AddAptRepository => !parted.has(&["n", "no-update"]),
        manager if manager.is_dnf() => parted.has(&["refresh"]),
        manager if manager.is_debian() => parted.has(&["update"]),
        _ => false,
    }
}

fn is_security_only(manager: Manager, parted: &Parted<'_>, subcommand: &str) -> bool {
    match manager {
        Manager::Zypper => {
            let category = parted.flag(&["category", "g"]).and_then(|flag| flag.value);
            let named = parted.operands.iter().any(|word| word.text == "security");
            subcommand == "patch" && (category == Some("security") || (parted.has(&["category", "g"]) && named))
        }
        manager if manager.is_dnf() => parted.is_on(&["security", "sec-severity", "secseverity"]),
        _ => false,
    }
}

fn is_dry(manager: Manager, parted: &Parted<'_>) -> bool {
    match manager {
        Manager::AptGet | Manager::Apt => parted.has(&[
            "s",
            "simulate",
            "just-print",
            "dry-run",
            "recon",
            "no-act",
            "d",
            "download-only",
            "print-uris",
        ]),
        Manager::Aptitude => parted.has(&["s", "simulate", "d", "download-only"]),
        Manager::Apk => parted.has(&["s", "simulate"]),
        Manager::Zypper => parted.has(&["dry-run", "d", "download-only"]),
        manager if manager.is_dnf() => parted.has(&["downloadonly", "assumeno"]),
        Manager::Pacman => parted.has(&["p", "print", "w", "downloadonly"]),
        _ => parted.has(&["dry-run"]),
    }
}

#[cfg(test)]
mod tests;
