use plimsoll_lint::{Check, Context, Fix, Page, Rule};
use plimsoll_model::command::package::{Action, Manager, PackageCommand, Setting};
use plimsoll_model::stage::package::Configured;
use plimsoll_model::view::{Dockerfile, Stage};

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("recommended_packages_installed.md")),
    checks: &[Check::Dockerfile(check)],
};

fn check(dockerfile: Dockerfile<'_>, cx: &mut Context<'_>) {
    let configured = dockerfile.configured(Setting::NoRecommends);
    for (stage, configured) in dockerfile.stages().zip(&configured) {
        check_stage(stage, configured, cx);
    }
}

fn check_stage(stage: Stage<'_>, configured: &[Configured], cx: &mut Context<'_>) {
    if !stage.is_in_shipped_chain() {
        return;
    }
    let code = stage.instructions().flat_map(|instruction| instruction.build_code());
    for (code, invocation) in code.flat_map(|code| code.commands.invocations().map(move |i| (code, i))) {
        let Some(command) = invocation.package_command() else {
            continue;
        };
        let Some(flag) = flag(&command).filter(|_| !command.may_have_more_flags()) else {
            continue;
        };
        let span = command.head();
        if configured.iter().any(|c| c.covers(command.manager, span.start)) {
            continue;
        }
        let is_exec = code.kind.is_none() && invocation.script_number == 0;
        let edit = command.with_flag(stage.dockerfile().source().text(), flag, is_exec);
        let message = format!("`{}` also brings packages that are only recommended", command.title());
        let finding = cx.report(span, message);
        finding.help(format!("add `{flag}`, and any package that is then missing"));
        if let Some(edit) = edit {
            finding.fix(Fix::unsafe_(format!("add `{flag}`"), [edit]));
        }
    }
}

/// The flag that an installing command lacks.
fn flag(command: &PackageCommand<'_>) -> Option<&'static str> {
    // apt-get(8): `build-dep` leaves recommended packages out by itself.
    let installs = command.action == Action::Install && command.subcommand != "build-dep";
    if !installs || command.no_recommends || command.is_dry {
        return None;
    }
    match command.manager {
        Manager::Aptitude => Some("--without-recommends"),
        manager if manager.is_debian() => Some("--no-install-recommends"),
        // The old yum has no weak dependencies, and the minimal images with microdnf switch them
        // off themselves.
        Manager::Dnf if command.subcommand != "builddep" => Some("--setopt=install_weak_deps=False"),
        Manager::Zypper if matches!(command.subcommand, "install" | "in") => Some("--no-recommends"),
        _ => None,
    }
}
