use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::command::package::{Action, Manager};
use plimsoll_model::stage::code::Step;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("packages_upgraded_in_build.md")),
    checks: &[Check::Step(check)],
};

fn check(step: &Step<'_>, cx: &mut Context<'_>) {
    let Some(command) = step.package_command() else {
        return;
    };
    let upgrades = command.action == Action::Upgrade && command.all && !command.is_dry;
    // Arch Linux supports only up-to-date systems, so its images have to upgrade.
    if !upgrades || !command.manager.is_system() || command.manager == Manager::Pacman {
        return;
    }
    if command.security_only && cx.is_on("allow-security-only") {
        return;
    }
    let message = format!(
        "`{}` upgrades every package to whatever is newest today",
        command.title()
    );
    let finding = cx.report(command.head(), message);
    finding.help("use a newer base image, and upgrade by name only packages that cannot wait for one");
}
