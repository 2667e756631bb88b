use plimsoll_lint::{Check, Context, Fix, Page, Rule};
use plimsoll_model::command::Invocation;
use plimsoll_model::command::download::empties_cache;
use plimsoll_model::command::file::{covers, removed};
use plimsoll_model::command::package::{Action, Manager};
use plimsoll_model::stage::CacheMount;
use plimsoll_model::stage::code::Step;
use plimsoll_model::view::{Instruction, Stage};
use plimsoll_syntax::Span;

use crate::edit::without_word;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("cache_mount_defeated.md")),
    checks: &[Check::Stage(check)],
};

fn check(stage: Stage<'_>, cx: &mut Context<'_>) {
    for run in stage.runs() {
        let mounts = run.cache_mounts();
        if !mounts.is_empty() {
            check_run(run, &mounts, stage.has_old_yum() == Some(true), cx);
        }
    }
}

fn check_run(run: Instruction<'_>, mounts: &[CacheMount], is_old_yum: bool, cx: &mut Context<'_>) {
    for invocation in run.steps() {
        let Some((mount, what)) = defeated(&invocation, mounts, is_old_yum) else {
            continue;
        };
        let target = mount.target.as_deref().unwrap_or_default();
        let message = format!("this {what} the cache that is mounted at `{target}`");
        let finding = cx.report(invocation.span, message);
        finding.note(mount.span, "the mount");
        finding.help("remove it: files in the mount do not end up in a layer");
        let flag = unused_flag(&invocation).filter(|_| invocation.code.kind.is_some());
        if let Some(edit) = flag.and_then(|flag| without_word(run.dockerfile().source(), flag)) {
            finding.fix(Fix::unsafe_("remove the flag", [edit]));
        }
        return;
    }
}

/// The mount that a command makes useless, and how. DNF leaves the folder of the old `yum` alone.
fn defeated<'m>(
    invocation: &Invocation<'_>,
    mounts: &'m [CacheMount],
    is_old_yum: bool,
) -> Option<(&'m CacheMount, &'static str)> {
    let target = |mount: &'m CacheMount| mount.target.as_deref().filter(|target| *target != "/tmp");
    let paths = removed(invocation.argv());
    let emptied = mounts.iter().find(|mount| {
        let Some(target) = target(mount) else { return false };
        paths
            .iter()
            .any(|path| path.text.starts_with('/') && covers(path.text, target))
    });
    if let Some(mount) = emptied {
        return Some((mount, "empties"));
    }
    let command = invocation.package_command()?;
    let has = |name: &str| command.flags.iter().any(|flag| flag.name == name);
    let is_used = |target: &str| {
        let is_of_yum = target.starts_with("/var/cache/yum");
        let knows = !is_of_yum || command.manager == Manager::Yum && is_old_yum;
        knows && command.manager.keeps_cache_in(target)
    };
    let mounted = || mounts.iter().find(|mount| target(mount).is_some_and(is_used));
    if command.action == Action::Install {
        let is_unused = match command.manager {
            Manager::Pip => has("no-cache-dir"),
            Manager::Uv | Manager::Apk => has("no-cache"),
            _ => false,
        };
        return is_unused.then(mounted)?.map(|mount| (mount, "does not use"));
    }
    let cleans = empties_cache(invocation.argv(), command.manager, &[]) || command.action == Action::Clean;
    match command.manager {
        _ if !cleans => None,
        // apt-get(8): it deletes packages, not lists.
        Manager::AptGet | Manager::Apt => Some((mounts.iter().find(|m| is_apt(m))?, "empties")),
        Manager::Dnf
        | Manager::Microdnf
        | Manager::Yum
        | Manager::Pip
        | Manager::Npm
        | Manager::Yarn
        | Manager::Pnpm => Some((mounted()?, "empties")),
        _ => None,
    }
}

fn is_apt(mount: &CacheMount) -> bool {
    mount
        .target
        .as_deref()
        .is_some_and(|target| target.starts_with("/var/cache/apt"))
}

/// The flag with which an installing command leaves the mount aside.
fn unused_flag(step: &Step<'_>) -> Option<Span> {
    let command = step
        .package_command()
        .filter(|command| command.action == Action::Install)?;
    let flag = command.flags.iter().find(|flag| flag.name.starts_with("no-cache"))?;
    let is_plain = step.script_number == 0 && flag.argument.span.len() == flag.argument.text.len();
    is_plain.then_some(flag.argument.span)
}
