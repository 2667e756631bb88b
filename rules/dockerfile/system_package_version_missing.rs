use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::base::Url;
use plimsoll_model::command::package::{Action, Manager, Package, PackageCommand};
use plimsoll_model::stage::code::Step;

use crate::floating_package::{first_and_more, is_asked_for};

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("system_package_version_missing.md")),
    checks: &[Check::Step(check)],
};

fn check(step: &Step<'_>, cx: &mut Context<'_>) {
    let Some(command) = step.package_command() else {
        return;
    };
    let installs = command.manager.is_system() && command.manager != Manager::Pacman;
    if !is_asked_for(&command, cx)
        || !installs
        || command.action != Action::Install
        || command.is_dry
        || !takes_versions(&command)
    {
        return;
    }
    let is_floating = |package: &Package<'_>| is_floating(command.manager, package);
    let Some((first, also)) = first_and_more(&command.packages, is_floating, cx) else {
        return;
    };
    let message = format!("whatever version of `{}` is available gets installed{also}", first.name);
    let finding = cx.report(first.argument.span, message);
    finding.help("name its version, or pin the whole distribution with a digest or a dated snapshot");
}

/// Groups, the build dependencies of a package and the entries of a list file have no versions.
fn takes_versions(command: &PackageCommand<'_>) -> bool {
    !matches!(
        command.subcommand,
        "build-dep" | "builddep" | "group" | "groupinstall" | "localinstall" | "satisfy"
    )
}

fn is_floating(manager: Manager, package: &Package<'_>) -> bool {
    let text = package.argument.text;
    let is_file = text.starts_with(['.', '/', '~', '$', '`', '@']) || Url::is_in(text);
    let is_package_file = [".deb", ".rpm", ".apk"].iter().any(|end| text.ends_with(end));
    // `tomcat:9` is a stream of a module, `name/bookworm` comes from that release.
    let is_stream = manager.is_dnf() && text.contains(':');
    let removes = manager.is_debian() && text.ends_with('-');
    package.version.is_none() && !is_file && !is_package_file && !is_stream && !removes && !text.contains('/')
}
