//! What ShellCheck would say about the shell code that a build runs.
//!
//! The checks themselves are `shuck-linter`'s, behind the cargo feature `shellcheck`
//! (docs/decisions/0009-shell-linting.md); none of its types is visible outside this module. Which
//! codes are worth a report, and how to word them, is left to the rules.

#[cfg(feature = "shellcheck")]
mod analysis;
#[cfg(feature = "shellcheck")]
mod codes;
#[cfg(feature = "shellcheck")]
mod signs;

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

use plimsoll_syntax::Span;
use plimsoll_syntax::dockerfile::Kind;

use crate::command::Invocation;
#[cfg(feature = "shellcheck")]
use crate::dockerfile::is_proxy_argument;
use crate::dockerfile::{Code, ShellFinding};
use crate::image::SystemShell;
#[cfg(feature = "shellcheck")]
use crate::view::Stage;
use crate::view::{Instruction, ScriptView, ShellPlace};

/// The built-ins that keep the assignments before them.
#[cfg(feature = "shellcheck")]
const SPECIAL: [&str; 9] = [":", ".", "eval", "export", "readonly", "set", "shift", "trap", "unset"];

impl<'a> Instruction<'a> {
    /// What ShellCheck would say about the shell code that it runs while an image is built, in the
    /// order of the text. Empty for instructions other than RUN, for PowerShell, cmd and the exec
    /// form, and without the cargo feature `shellcheck`.
    pub fn shell_findings(self) -> &'a [ShellFinding] {
        let node = self.node();
        if node.trigger().unwrap_or(node).kind != Kind::Run {
            return &[];
        }
        let cell = &self.dockerfile().facts().shell_findings[self.index()];
        if let Some(findings) = cell.get() {
            return findings;
        }
        match catch_unwind(AssertUnwindSafe(|| findings_of(self))) {
            Ok(findings) => cell.get_or_init(|| findings),
            Err(panic) => {
                // The first rule that asks reports it; the others see nothing.
                let _ = cell.set(Vec::new());
                resume_unwind(panic)
            }
        }
    }
}

impl<'a> ShellPlace<'a> {
    /// The innermost command around a place.
    pub fn invocation_at(self, place: Span) -> Option<Invocation<'a>> {
        let around = self.invocations().filter(|invocation| invocation.span.contains(place));
        around.min_by_key(|invocation| invocation.span.len())
    }

    /// The commands inside a place, in the order of the text.
    pub fn invocations_in(self, place: Span) -> impl Iterator<Item = Invocation<'a>> {
        self.invocations()
            .filter(move |invocation| place.contains(invocation.span))
    }

    /// Whether the code assigns a variable itself.
    pub fn assigns(self, name: &str) -> bool {
        let scripts = self.code().iter().flat_map(|code| code.commands.scripts());
        let mut assignments = scripts.flat_map(|s| &s.commands).flat_map(|c| &c.assignments);
        assignments.any(|assignment| &*assignment.name.value == name)
    }

    pub(crate) fn code(self) -> &'a [Code] {
        match self {
            Self::Run(run) => run.build_code(),
            Self::Script(script) => script.file.code.as_slice(),
        }
    }

    fn invocations(self) -> impl Iterator<Item = Invocation<'a>> {
        self.code().iter().flat_map(|code| code.commands.invocations())
    }
}

impl ScriptView<'_> {
    /// What ShellCheck would say about it, in the order of the text. Empty if no shell reads it, and
    /// without the cargo feature `shellcheck`.
    pub fn shell_findings(self) -> Vec<ShellFinding> {
        let code = self.file.code.iter();
        code.flat_map(|code| findings_in(code, self.system)).collect()
    }
}

#[cfg(feature = "shellcheck")]
impl Instruction<'_> {
    /// Whether its build code sets a variable before a special built-in such as `set`, after which
    /// it stays set (POSIX, Shell Command Language 2.14).
    pub(crate) fn assigns_before_special(self, name: &str) -> bool {
        let scripts = self.build_code().iter().flat_map(|code| code.commands.scripts());
        let mut special = scripts.flat_map(|s| &s.commands).filter(|command| {
            let name = command.name.as_ref();
            name.is_some_and(|name| SPECIAL.contains(&&*name.content))
        });
        special.any(|command| command.assignments.iter().any(|a| &*a.name.value == name))
    }

    /// Whether its build code sources another file, which may set any variable.
    pub(crate) fn sources_a_file(self) -> bool {
        let mut steps = self.steps();
        steps.any(|invocation| matches!(invocation.name, "." | "source"))
    }
}

#[cfg(feature = "shellcheck")]
fn findings_of(instruction: Instruction<'_>) -> Vec<ShellFinding> {
    let code = instruction.build_code();
    let system = instruction.stage().and_then(Stage::system_shell);
    let mut findings: Vec<ShellFinding> = code.iter().flat_map(|code| findings_in(code, system)).collect();
    // ENV and ARG are the environment of the code, which it cannot see by itself.
    let is_set = |name: &str| {
        instruction.sets(name)
            || is_proxy_argument(name)
            || instruction.assigns_before_special(name)
            || instruction.sources_a_file()
    };
    findings.retain(|finding| !codes::is_about_unset(finding.code) || !is_set(finding.variable()));
    findings
}

#[cfg(feature = "shellcheck")]
fn findings_in(code: &Code, system: Option<SystemShell>) -> Vec<ShellFinding> {
    analysis::findings(code, system)
}

#[cfg(not(feature = "shellcheck"))]
fn findings_in(_: &Code, _: Option<SystemShell>) -> Vec<ShellFinding> {
    Vec::new()
}

#[cfg(not(feature = "shellcheck"))]
fn findings_of(_: Instruction<'_>) -> Vec<ShellFinding> {
    Vec::new()
}
