use plimsoll_lint::{Check, Context, Rule};
use plimsoll_model::command::package::{Action, Manager};
use plimsoll_model::view::Instruction;
use plimsoll_syntax::dockerfile::Kind;

pub(crate) static RULE: Rule = Rule {
    page: include_str!("packages_upgraded_in_build.md"),
    checks: &[
        Check::Instruction(Kind::Run, check),
        Check::Instruction(Kind::Onbuild, check),
    ],
};

fn check(run: Instruction<'_>, cx: &mut Context<'_>) {
    for invocation in run.build_code().iter().flat_map(|code| code.commands.invocations()) {
        let Some(command) = invocation.package_command() else {
            continue;
        };
        let upgrades = command.action == Action::Upgrade && command.all && !command.is_dry;
        // Arch Linux supports nothing but being up to date, so its images have to upgrade.
        if !upgrades || !command.manager.is_system() || command.manager == Manager::Pacman {
            continue;
        }
        if command.security_only && cx.is_on("allow-security-only") {
            continue;
        }
        let message = format!("`{}` brings every package to what is newest today", command.title());
        let finding = cx.report(command.head(), message);
        finding.help("take a newer base image, and name the packages that cannot wait for one");
    }
}
