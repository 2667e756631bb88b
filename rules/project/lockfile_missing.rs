use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::stage::package::{Lock, UnlockedInstall};
use plimsoll_model::view::Stage;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("lockfile_missing.md")),
    checks: &[Check::Stage(check)],
};

fn check(stage: Stage<'_>, cx: &mut Context<'_>) {
    for unlocked in stage
        .unlocked_installs()
        .iter()
        .filter(|unlocked| keeps_lockfile(unlocked))
    {
        let install = &unlocked.install;
        let (message, help) = match unlocked.lock {
            Lock::Ignored(lockfile) => (
                format!(
                    "`.gitignore` names `{lockfile}`, so `{}` installs other versions each time",
                    install.title
                ),
                format!("commit `{lockfile}`, and copy it before this step"),
            ),
            Lock::Missing { other: Some(other) } => (
                format!(
                    "`{}` does not read `{other}`, and installs other versions each time",
                    install.title
                ),
                format!("install with the tool that wrote `{other}`"),
            ),
            Lock::Missing { other: None } => (
                format!(
                    "`{}` has no lock file, and installs other versions each time",
                    install.title
                ),
                format!("commit `{}`, and copy it before this step", install.lockfiles[0]),
            ),
            Lock::NotCopied(_) | Lock::LeftOut(..) => continue,
        };
        cx.report(install.head, message).help(help);
    }
}

/// Whether a project that uses the tool should have a lock file: a library need not have one for Cargo, a Go
/// module without dependencies has none, and npm can be told to do without.
fn keeps_lockfile(unlocked: &UnlockedInstall<'_>) -> bool {
    match unlocked.install.tool {
        "cargo" | "go" | "dotnet" => false,
        "npm" => unlocked.install.follows_lockfile.is_some(),
        _ => true,
    }
}
