//! The analysis by `shuck-linter`: one piece of code in, findings with places in the file out.

use std::sync::LazyLock;

use plimsoll_syntax::Text;
use plimsoll_syntax::shell::ShellOptions;
use shuck_linter::{
    AmbientShellOptions, AnalysisRequest, Diagnostic, LinterSettings, RuleSet, ShellCheckCodeMap, ShellDialect,
};

use super::signs::{self, Signs};
use super::{ShellFinding, codes};
use crate::dockerfile::{Code, ShellKind};
use crate::image::SystemShell;

/// The longest code that is analysed, in bytes: the time of some checks grows with the square.
const MAX_LENGTH: usize = 16 * 1024;

/// After this many findings in one piece of code, others add nothing.
const MAX_FINDINGS: usize = 200;

/// Names of rules in comments such as `# shellcheck disable=SC2086`.
static NAMES: LazyLock<ShellCheckCodeMap> = LazyLock::new(ShellCheckCodeMap::default);

/// The settings that all code shares.
static SETTINGS: LazyLock<LinterSettings> = LazyLock::new(|| {
    // A sourced file is in the image, not on this disk.
    LinterSettings::for_rules([]).with_resolve_source_closure(false)
});

/// What is wrong with a piece of code. `system` is the program behind `/bin/sh`, if it is known.
pub(super) fn findings(code: &Code, system: Option<SystemShell>) -> Vec<ShellFinding> {
    let Some(text) = code.commands.text() else {
        return Vec::new();
    };
    let script = code.script();
    // Code that cannot be parsed, or costs too much, says nothing reliable about the rest.
    if !script.errors.is_empty() || text.as_str().len() > MAX_LENGTH || is_for_windows(code) {
        return Vec::new();
    }
    let Some(dialect) = code.kind.and_then(|kind| dialect(kind, system)) else {
        return Vec::new();
    };
    let signs = signs::signs(text.as_str(), script);
    let found = by_checks(&codes::checks(signs, code.kind, system), code, text, dialect);
    // The message leaves out what was found, for it may be a secret.
    debug_assert!(
        found == by_checks(&codes::checks(Signs::MAX, code.kind, system), code, text, dialect),
        "a check that finds something was left out"
    );
    found
}

fn by_checks(checks: &RuleSet, code: &Code, text: &Text, dialect: ShellDialect) -> Vec<ShellFinding> {
    if checks.is_empty() {
        return Vec::new();
    }
    let options = code
        .script()
        .commands
        .first()
        .map_or(ShellOptions::default(), |c| c.options);
    let mut settings = SETTINGS
        .clone()
        .with_shell(dialect)
        .with_ambient_shell_options(AmbientShellOptions {
            errexit: options.errexit,
            pipefail: options.pipefail,
        });
    settings.rules = *checks;
    let Some(tree) = code.script().tree() else {
        return Vec::new();
    };
    let source = text.as_str();
    let request = AnalysisRequest::from_parse_result(tree, source, &settings);
    let request = match source.contains("shellcheck") {
        true => request.with_shellcheck_map(&NAMES),
        false => request.without_suppressions(),
    };
    let diagnostics = request.lint();
    let found = diagnostics.iter().filter_map(|diagnostic| finding(diagnostic, text));
    found.take(MAX_FINDINGS).collect()
}

/// Whether the code is for Windows, in an image whose name does not show it: it starts a Windows
/// shell or program, or contains a path with a drive.
fn is_for_windows(code: &Code) -> bool {
    let text = code.commands.text().map_or("", Text::as_str);
    let mut colons = text.match_indices(":\\").map(|(at, _)| &text.as_bytes()[..at]);
    let has_drive = colons.any(|before| match before {
        [.., other, letter] => letter.is_ascii_alphabetic() && !other.is_ascii_alphanumeric(),
        _ => false,
    });
    let first = code.commands.invocations().next();
    has_drive
        || first.is_some_and(|invocation| {
            let kind = ShellKind::of_program(invocation.name);
            let name = invocation.name.to_ascii_lowercase();
            matches!(kind, ShellKind::PowerShell | ShellKind::Cmd)
                || ["dism", "msiexec", "reg", "setx"].contains(&name.trim_end_matches(".exe"))
        })
}

/// The grammar and the built-ins to judge by.
fn dialect(kind: ShellKind, system: Option<SystemShell>) -> Option<ShellDialect> {
    match (kind, system) {
        (ShellKind::Bash, _) | (ShellKind::Sh, Some(SystemShell::Bash)) => Some(ShellDialect::Bash),
        (ShellKind::Ash | ShellKind::Dash, _) | (ShellKind::Sh, Some(SystemShell::Ash | SystemShell::Dash)) => {
            Some(ShellDialect::Dash)
        }
        (ShellKind::Sh, None) => Some(ShellDialect::Sh),
        // ksh and zsh are read well enough for their commands, but not for this.
        (ShellKind::OtherPosix | ShellKind::PowerShell | ShellKind::Cmd | ShellKind::Foreign, _) => None,
    }
}

fn finding(diagnostic: &Diagnostic, text: &Text) -> Option<ShellFinding> {
    let code = codes::code_of(diagnostic.rule)?;
    let source = text.as_str();
    let (start, end) = (diagnostic.span.start.offset(), diagnostic.span.end.offset());
    // An invalid place would be a bug of the analysis; it costs only the finding.
    let end = if start < end {
        end
    } else {
        first_unit(source.get(start..)?) + start
    };
    let words = source.get(start..end)?;
    if is_meant(code, text, start) {
        return None;
    }
    let message = codes::message(code).unwrap_or(diagnostic.message.trim_end_matches('.'));
    Some(ShellFinding {
        code,
        span: text.span(start..end),
        text: words.into(),
        message: message.into(),
    })
}

/// Whether the author shows that it is intended: an `if` on its own line below `else`, and a
/// variable that is empty for one command only, `CFLAGS= make install`.
fn is_meant(code: &str, text: &Text, start: usize) -> bool {
    let source = &text.as_str()[start..];
    match code {
        "SC1075" => {
            let Some(rest) = source.strip_prefix("else") else {
                return false;
            };
            let end = start + source.len() - rest.trim_start_matches([' ', '\t']).len();
            // Continuations are in the file, but not in the text.
            text.span(start..end).len() > end - start
        }
        "SC1007" => {
            let rest = source.trim_start_matches(['=', ' ', '\t']);
            let name = |c: char| c.is_ascii_lowercase() || matches!(c, '-' | '_');
            let behind = rest.trim_start_matches(name);
            let argument = behind.trim_start_matches([' ', '\t']);
            behind.len() < rest.len()
                && argument.len() < behind.len()
                && argument.starts_with(|c: char| c.is_alphanumeric() || matches!(c, '-' | '/' | '.' | '$' | '"'))
        }
        _ => false,
    }
}

/// The length of what a finding without a length is about: a backslash and the character that it
/// escapes, the spaces before a word together with the word, or one character.
fn first_unit(text: &str) -> usize {
    let blanks = text.len() - text.trim_start_matches([' ', '\t']).len();
    if blanks > 0 {
        let word = text[blanks..].find(char::is_whitespace);
        return word.map_or(text.len(), |length| blanks + length);
    }
    let characters = if text.starts_with('\\') { 2 } else { 1 };
    text.chars().take(characters).map(char::len_utf8).sum()
}
