use std::cell::LazyCell;
use std::collections::HashMap;

use plimsoll_lint::{Check, Context, Fix, Page, Rule};
use plimsoll_model::command::Invocation;
use plimsoll_model::command::download::empties_cache;
use plimsoll_model::command::file::removed;
use plimsoll_model::command::package::{Action, Manager, PackageCommand};
use plimsoll_model::image::Family;
use plimsoll_model::stage::code::Step;
use plimsoll_model::view::{Dockerfile, Instruction, Stage};
use plimsoll_syntax::Edit;

use crate::edit::command_at_end;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("system_package_cache_kept.md")),
    checks: &[Check::Dockerfile(check)],
};

/// The last step that needs the lists of others, looked for when the first finding asks.
type Needing<'a> = LazyCell<Option<usize>, Box<dyn FnOnce() -> Option<usize> + 'a>>;

fn check(dockerfile: Dockerfile<'_>, cx: &mut Context<'_>) {
    let needing: Needing<'_> = LazyCell::new(Box::new(move || last_to_need_lists(dockerfile)));
    for stage in dockerfile.stages().filter(|stage| !stage.is_only_taken_from()) {
        check_stage(stage, &needing, cx);
    }
}

fn check_stage(stage: Stage<'_>, needing: &Needing<'_>, cx: &mut Context<'_>) {
    let mut keeps_packages = false;
    for run in stage.runs() {
        keeps_packages |= run.steps().any(|invocation| removes_hook(&invocation));
        if !check_run(run, needing, cx) && keeps_packages {
            check_packages(run, cx);
        }
    }
}

/// Whether it deletes the hook with which Debian's images delete every package after its installation.
fn removes_hook(invocation: &Invocation<'_>) -> bool {
    let paths = removed(invocation.argv());
    paths.iter().any(|path| path.text.ends_with("/docker-clean"))
}

/// Without the hook, packages stay as well.
fn check_packages(run: Instruction<'_>, cx: &mut Context<'_>) {
    let commands: Vec<_> = run.steps().filter_map(|i| i.package_command()).collect();
    let installs = commands
        .iter()
        .rposition(|c| c.manager.is_debian() && c.action == Action::Install && !c.is_dry);
    let Some(at) = installs else { return };
    let cleans = |c: &PackageCommand<'_>| c.manager.is_debian() && c.action == Action::Clean;
    let deletes = run
        .steps()
        .any(|i| empties_cache(i.argv(), Manager::AptGet, &["/var/cache/apt/archives"]));
    if commands[at + 1..].iter().any(cleans) || deletes || run.keeps_out_of_layer("/var/cache/apt/archives") {
        return;
    }
    let message = format!("`{}` leaves its packages in the image", commands[at].title());
    let finding = cx.report(commands[at].head(), message);
    finding.help("add a cache mount for `/var/cache/apt`, or end the step with `apt-get clean`");
}

/// Whether it reports something.
fn check_run(run: Instruction<'_>, needing: &Needing<'_>, cx: &mut Context<'_>) -> bool {
    let steps: Vec<_> = run.steps().collect();
    let mut emptied: HashMap<Manager, Option<usize>> = HashMap::new();
    for (at, step) in steps.iter().enumerate() {
        let Some(command) = step.package_command() else {
            continue;
        };
        let Some(folders) = filled(&command) else { continue };
        if folders.iter().any(|folder| run.keeps_out_of_layer(folder)) {
            continue;
        }
        // Looked up once for each manager, however often it is called.
        let last = *emptied.entry(command.manager).or_insert_with(|| {
            let is_red_hat = run.stage().and_then(Stage::family) == Some(Family::Rhel);
            steps
                .iter()
                .rposition(|step| cleans(step, command.manager, folders, is_red_hat))
        });
        if last.is_some_and(|last| last > at) {
            continue;
        }
        let message = format!("`{}` leaves {} in the image", command.title(), what(command.manager));
        let finding = cx.report(command.head(), message);
        finding.help(help(command.manager));
        let fix = match command.manager {
            Manager::Apk => without_cache(run, &steps[at..]),
            manager if manager.is_debian() && **needing > Some(run.index()) => None,
            manager => cleaned(run, step, manager),
        };
        if let Some(fix) = fix {
            finding.fix(fix);
        }
        return true;
    }
    false
}

/// Adds the flag to all commands of the step that lack it.
fn without_cache(run: Instruction<'_>, steps: &[Step<'_>]) -> Option<Fix> {
    let text = run.dockerfile().source().text();
    let edits = steps.iter().filter_map(|step| {
        let command = step
            .package_command()
            .filter(|command| command.manager == Manager::Apk)?;
        let is_exec = step.code.kind.is_none() && step.script_number == 0;
        filled(&command)?;
        command.with_flag(text, "--no-cache", is_exec)
    });
    let edits: Vec<Edit> = edits.collect();
    (!edits.is_empty()).then(|| Fix::unsafe_("add `--no-cache`", edits))
}

/// Ends the step with the command that empties the cache.
fn cleaned(run: Instruction<'_>, step: &Step<'_>, manager: Manager) -> Option<Fix> {
    let command = match manager {
        _ if manager.is_debian() => "rm -rf /var/lib/apt/lists/*",
        Manager::Dnf => "dnf clean all",
        Manager::Yum => "yum clean all",
        Manager::Microdnf => "microdnf clean all",
        Manager::Zypper => "zypper clean --all",
        _ => return None,
    };
    let is_plain = step.wrappers.is_empty() && step.script_number == 0;
    let edit = command_at_end(run, command).filter(|_| is_plain)?;
    Some(Fix::unsafe_(format!("end the step with `{command}`"), [edit]))
}

/// The last step of the file that installs from lists which an earlier one fetched.
fn last_to_need_lists(dockerfile: Dockerfile<'_>) -> Option<usize> {
    let steps = dockerfile.stages().rev().flat_map(|stage| {
        let runs: Vec<_> = stage.runs().collect();
        runs.into_iter().rev()
    });
    let mut needing = steps.filter(|run| {
        let commands: Vec<_> = run.steps().filter_map(|step| step.package_command()).collect();
        let has = |action| commands.iter().any(|c| c.manager.is_debian() && c.action == action);
        has(Action::Install) && !has(Action::Update)
    });
    needing.next().map(|run| run.index())
}

/// The folders that a command fills.
fn filled(command: &PackageCommand<'_>) -> Option<&'static [&'static str]> {
    let manager = command.manager;
    let changes = matches!(command.action, Action::Install | Action::Upgrade | Action::Update);
    if !changes || command.is_dry {
        return None;
    }
    match manager {
        // Only the lists stay; a hook of Debian's images deletes the packages.
        _ if manager.is_debian() => {
            let fetches = command.action == Action::Update || command.refreshes;
            fetches.then_some(&["/var/lib/apt/lists"][..])
        }
        Manager::Apk => {
            let kept = !command.flags.iter().any(|flag| flag.name == "no-cache");
            kept.then_some(&["/var/cache/apk"][..])
        }
        _ if manager.is_dnf() || matches!(manager, Manager::Zypper | Manager::Pacman) => Some(manager.cache_folders()),
        _ => None,
    }
}

fn cleans(later: &Invocation<'_>, manager: Manager, folders: &[&str], is_red_hat: bool) -> bool {
    let other = later.package_command().map(|command| command.manager);
    if other.is_some_and(|other| !manager.shares_cache_with(other, is_red_hat)) {
        return false;
    }
    // A script or function of such a name has this purpose.
    later.name.contains("clean") || empties_cache(later.argv(), manager, folders)
}

fn what(manager: Manager) -> &'static str {
    match manager {
        _ if manager.is_debian() => "the package lists",
        Manager::Apk => "the package index",
        _ => "what it downloaded",
    }
}

fn help(manager: Manager) -> String {
    match manager {
        _ if manager.is_debian() => "end the step with `rm -rf /var/lib/apt/lists/*`".to_owned(),
        Manager::Apk => "add `--no-cache`".to_owned(),
        Manager::Pacman => "end the step with `pacman -Scc --noconfirm`".to_owned(),
        Manager::Zypper => "end the step with `zypper clean --all`".to_owned(),
        _ => format!("end the step with `{} clean all`", manager.name()),
    }
}
