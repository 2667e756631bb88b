use plimsoll_lint::{Check, Context, Fix, Page, Rule};
use plimsoll_model::command::package::{Manager, PackageCommand};
use plimsoll_model::view::Instruction;
use plimsoll_syntax::Edit;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("apt_used_in_script.md")),
    checks: &[Check::Run(check)],
};

/// Reports once per step, and repairs all of it.
fn check(run: Instruction<'_>, cx: &mut Context<'_>) {
    let mut first = None;
    let mut edits = Vec::new();
    for invocation in run.steps() {
        let command = invocation
            .package_command()
            .filter(|command| command.manager == Manager::Apt);
        let Some(command) = command else { continue };
        edits.push(repaired(&command, cx));
        first = first.or(Some((command.manager_span, replacement(&command))));
    }
    let Some((span, replacement)) = first else { return };
    let replacement = replacement.unwrap_or("apt-get");
    let finding = cx.report(
        span,
        "`apt` is meant for interactive use, and its output and prompts may change",
    );
    finding.help(format!("write `{replacement}`"));
    let edits: Option<Vec<Edit>> = edits.into_iter().collect();
    if let Some(edits) = edits {
        finding.fix(Fix::safe("use `apt-get` or `apt-cache`", edits));
    }
}

/// The edit that writes the other program; none if the two do not do the same, or the name is
/// written in an unusual way.
fn repaired(command: &PackageCommand<'_>, cx: &Context<'_>) -> Option<Edit> {
    let name = replacement(command)?;
    let written = cx.text(command.manager_span);
    let start = written.strip_suffix("apt")?;
    Some(command.manager_span.replace(format!("{start}{name}")))
}

fn replacement(command: &PackageCommand<'_>) -> Option<&'static str> {
    match command.subcommand {
        "install" | "remove" | "purge" | "update" | "autoremove" | "clean" | "autoclean" | "build-dep"
        | "reinstall" | "source" | "download" => Some("apt-get"),
        "search" | "policy" | "depends" | "rdepends" => Some("apt-cache"),
        // `apt upgrade` also installs new packages, and `apt list` has no equivalent.
        _ => None,
    }
}
