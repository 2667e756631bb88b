use std::collections::HashMap;

use plimsoll_lint::{Check, Context, Fix, Page, Rule};
use plimsoll_model::dockerfile::Code;
use plimsoll_model::view::Instruction;
use plimsoll_syntax::shell::{Command, Connector, Role, Script};

use crate::edit::line_break;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("heredoc_without_errexit.md")),
    checks: &[Check::Run(check)],
};

fn check(run: Instruction<'_>, cx: &mut Context<'_>) {
    let node = run.trigger_or_self();
    let [heredoc] = node.heredocs.as_slice() else { return };
    let Some(code) = run.build_code().iter().find(|code| code.heredoc) else {
        return;
    };
    if !hides_failures(code) {
        return;
    }
    let text = cx.text(heredoc.body.full_span());
    let finding = cx.report(heredoc.span, "only the last command of the heredoc can fail the build");
    finding.help("start it with `set -e`");
    // After the `#!` line, if there is one.
    let body = &heredoc.body;
    let first = body.as_str().lines().next().unwrap_or_default();
    let start = body.full_span().at_start();
    let source = run.dockerfile().source();
    let is_line = source.position(start.start).column == 1;
    let is_plain = !first.starts_with("#!") && text.starts_with(first);
    if is_line && is_plain && !heredoc.strip_tabs {
        let line = format!("set -e{}", line_break(source.text()));
        finding.fix(Fix::safe("start with `set -e`", [start.insert_before(line)]));
    }
}

/// Whether a command that may fail is followed by another one that runs all the same, be it inside
/// an `if` or a loop.
fn hides_failures(code: &Code) -> bool {
    let script = code.script();
    // An author who uses `set -e` somewhere lets the lines above fail on purpose.
    if script.commands.iter().any(|command| command.options.errexit) {
        return false;
    }
    // The last command of each construct.
    let mut last: HashMap<Option<u32>, &Command> = HashMap::new();
    for (index, command) in (0..).zip(&script.commands) {
        if !decides(script, index) {
            continue;
        }
        let before = last.insert(command.parent, command);
        if command.connector == Connector::Then && before.is_some_and(may_fail) {
            return true;
        }
    }
    false
}

/// Whether a failure of a command would be one of the step: conditions ask on purpose, and what a
/// substitution or a function is worth shows where it is used.
fn decides(script: &Script, index: u32) -> bool {
    let elsewhere = [
        Role::Condition,
        Role::Function,
        Role::Substitution,
        Role::ProcessSubstitution,
    ];
    !elsewhere.iter().any(|role| script.is_within(index, *role))
}

fn may_fail(command: &Command) -> bool {
    let name = command.name.as_ref().map(|name| &*name.content);
    match (name, command.compound) {
        (None, None) => false,
        (Some(name), _) => !matches!(
            name,
            "echo" | "printf" | "set" | "export" | "true" | ":" | "shopt" | "umask" | "exit"
        ),
        // The inside counts; a loop or an `if` usually contains something.
        (None, Some(_)) => true,
    }
}
