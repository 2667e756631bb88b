use plimsoll_lint::{Check, Context, Fix, Rule};
use plimsoll_model::command::{Action, Invocation, Manager, PackageCommand, empties_cache, package_command};
use plimsoll_model::{Instruction, Stage};

pub(crate) static RULE: Rule = Rule {
    page: include_str!("system_package_cache_kept.md"),
    checks: &[Check::Stage(check)],
};

fn check(stage: Stage<'_>, cx: &mut Context<'_>) {
    if !stage.is_in_shipped_chain() {
        return;
    }
    for run in stage.runs() {
        check_run(run, cx);
    }
}

fn check_run(run: Instruction<'_>, cx: &mut Context<'_>) {
    let steps: Vec<_> = run.steps().collect();
    // What is emptied last leaves nothing, whatever was fetched before.
    for (at, (code, invocation)) in steps.iter().enumerate().rev() {
        let Some(command) = package_command(invocation.argv()) else {
            continue;
        };
        let Some(folders) = filled(&command) else { continue };
        let cleaned = steps[at + 1..]
            .iter()
            .any(|(_, later)| cleans(later, command.manager, folders));
        if cleaned || folders.iter().any(|folder| run.keeps_out_of_layer(folder)) {
            return;
        }
        let message = format!("`{}` leaves {} in the image", command.title(), what(command.manager));
        let finding = cx.report(command.head(), message);
        finding.help(help(command.manager));
        let is_exec = code.kind.is_none() && invocation.script_number == 0;
        let text = run.dockerfile().source().text();
        if command.manager == Manager::Apk
            && let Some(edit) = command.with_flag(text, "--no-cache", is_exec)
        {
            finding.fix(Fix::unsafe_("add `--no-cache`", [edit]));
        }
        return;
    }
}

/// The folders that a command fills.
fn filled(command: &PackageCommand<'_>) -> Option<&'static [&'static str]> {
    let manager = command.manager;
    let changes = matches!(command.action, Action::Install | Action::Upgrade | Action::Update);
    if !changes || command.is_dry {
        return None;
    }
    match manager {
        // It is the lists that stay; packages are deleted by a hook of Debian's images.
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

fn cleans(later: &Invocation<'_>, manager: Manager, folders: &[&str]) -> bool {
    // A script or function of such a name is there for this.
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
