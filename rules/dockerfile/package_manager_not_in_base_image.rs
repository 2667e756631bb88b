use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::command::Invocation;
use plimsoll_model::image::Family;
use plimsoll_model::view::{Instruction, Stage};
use plimsoll_syntax::shell::Connector;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("package_manager_not_in_base_image.md")),
    checks: &[Check::Stage(check)],
};

fn check(stage: Stage<'_>, cx: &mut Context<'_>) {
    let Some(family) = stage.family() else { return };
    for run in stage.runs() {
        if check_run(run, family, cx) {
            return;
        }
    }
}

/// Whether the stage is done: reported, or another manager may have been installed.
fn check_run(run: Instruction<'_>, family: Family, cx: &mut Context<'_>) -> bool {
    let asks = |i: &Invocation<'_>| matches!(i.name, "command" | "which" | "type" | "hash" | "chroot" | "debootstrap");
    let asks = run
        .steps()
        .any(|invocation| asks(&invocation) || invocation.is_wrapped_in("chroot"));
    for invocation in run.steps() {
        let Some(command) = invocation.package_command().filter(|c| c.manager.is_system()) else {
            continue;
        };
        // An author who tries several ways, or asks first, knows that some of them do not exist.
        let shell = invocation.command();
        let tries = shell.parent.is_some() || shell.connector == Connector::Or || invocation.script_number > 0;
        let next = invocation.script.commands.get(invocation.index as usize + 1);
        let is_caught = next.is_some_and(|next| next.connector == Connector::Or);
        let brings_other = command.packages.iter().any(|p| is_manager(p.name));
        if brings_other || asks || tries || is_caught {
            return true;
        }
        if family.may_have_manager(command.manager)
            || invocation.program().text.contains('/')
            || invocation.name.starts_with("xx-")
        {
            continue;
        }
        let name = invocation.name;
        let finding = cx.report(
            command.manager_span,
            format!("there is no `{name}` in {}", in_family(family)),
        );
        finding.help(help(family));
        return true;
    }
    false
}

/// A package that contains another manager.
fn is_manager(name: &str) -> bool {
    [
        "apt",
        "dnf",
        "yum",
        "zypper",
        "apk-tools",
        "pacman",
        "microdnf",
        "aptitude",
        "dpkg",
    ]
    .contains(&name)
}

fn in_family(family: Family) -> &'static str {
    match family {
        Family::Alpine => "Alpine, which this is built on",
        Family::Debian => "Debian, which this is built on",
        Family::Ubuntu => "Ubuntu, which this is built on",
        Family::Fedora => "Fedora, which this is built on",
        Family::Rhel => "Red Hat's distributions, which this is built on",
        Family::Suse => "SUSE, which this is built on",
        Family::Arch => "Arch, which this is built on",
        Family::Busybox | Family::Distroless | Family::Windows => "the base image",
    }
}

fn help(family: Family) -> &'static str {
    match family {
        Family::Alpine => "use `apk add --no-cache`",
        Family::Debian | Family::Ubuntu => "use `apt-get`",
        Family::Fedora | Family::Rhel => "use `dnf`, `microdnf` or `yum`, whichever is there",
        Family::Suse => "use `zypper`",
        Family::Arch => "use `pacman`",
        Family::Busybox | Family::Distroless | Family::Windows => "copy what is needed from another stage",
    }
}
