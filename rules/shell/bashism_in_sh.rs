use plimsoll_lint::{Check, Context, Fix, Page, Rule};
use plimsoll_model::command::is_shell;
use plimsoll_model::dockerfile::{ShellFinding, ShellKind};
use plimsoll_model::image::SystemShell;
use plimsoll_model::stage::Origin;
use plimsoll_model::view::{Instruction, ShellPlace, Stage};

use crate::edit::is_in_line;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("bashism_in_sh.md")),
    checks: &[Check::Shell(check), Check::Script(check), Check::Run(check_variables)],
};

/// Variables that Bash sets by itself, and dash does not.
const OF_BASH: [&str; 9] = [
    "DIRSTACK",
    "EPOCHSECONDS",
    "EUID",
    "FUNCNAME",
    "OSTYPE",
    "PIPESTATUS",
    "RANDOM",
    "SECONDS",
    "UID",
];

fn check(found: &ShellFinding, code: ShellPlace<'_>, cx: &mut Context<'_>) {
    // Whoever runs a script without a first line decides which shell reads it.
    if matches!(code, ShellPlace::Script(script) if !script.names_its_shell()) {
        return;
    }
    // `/bin/echo` is a program of its own, not the shell's.
    let command = code.invocation_at(found.span);
    if found.code == "SC3037" && command.as_ref().is_some_and(|c| cx.text(c.name_span()).contains('/')) {
        return;
    }
    // dash and BusyBox know `ulimit` and most of its flags.
    let is_known = |flags: &str| flags.bytes().all(|flag| b"-HSacdflmnprstvw".contains(&flag));
    if command.is_some_and(|c| c.name == "ulimit") && is_known(&found.text) {
        return;
    }
    let message = format!("`{}` is not understood by the `/bin/sh` of this image", found.text);
    let is_equals = found.code == "SC3014" && cx.text(found.span) == "==";
    let finding = cx.report(found.span, message);
    finding.help(match code {
        ShellPlace::Run(_) => "use POSIX syntax, or set `SHELL [\"/bin/bash\", \"-c\"]`",
        ShellPlace::Script(_) => "use POSIX syntax, or begin the script with `#!/bin/bash`",
    });
    if is_equals && is_in_line(code, found.span) {
        finding.fix(Fix::safe("write `=`", [found.span.replace("=")]));
    }
}

fn check_variables(run: Instruction<'_>, cx: &mut Context<'_>) {
    let is_dash = |kind: Option<ShellKind>| match kind {
        Some(ShellKind::Sh) => run.stage().and_then(Stage::system_shell) == Some(SystemShell::Dash),
        kind => kind == Some(ShellKind::Dash),
    };
    // What stands in the code for another shell is that shell's.
    let is_other = |name: &str| is_shell(name) && name != "sh" && name != "dash";
    if !run.build_code().iter().all(|code| is_dash(code.kind)) || run.steps().any(|step| is_other(step.name)) {
        return;
    }
    for variable in run.environment_uses() {
        let name = &*variable.name;
        let is_set = !matches!(run.origin(name), Some(Origin::Nowhere | Origin::MaybeBase));
        if variable.plain && OF_BASH.contains(&name) && !is_set {
            cx.report(
                variable.span,
                format!("`${name}` is empty in the `/bin/sh` of this image"),
            )
            .help("only Bash sets it: write `SHELL [\"/bin/bash\", \"-c\"]`, or do without it");
        }
    }
}
