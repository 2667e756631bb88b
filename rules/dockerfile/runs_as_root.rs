use plimsoll_lint::{Check, Context, Rule};
use plimsoll_model::{BaseUser, Stage, User, is_root};

use crate::account_advice::account_advice;

pub(crate) static RULE: Rule = Rule {
    page: include_str!("runs_as_root.md"),
    checks: &[Check::Stage(check)],
};

fn check(stage: Stage<'_>, cx: &mut Context<'_>) {
    // A stage that services build is judged together with their `user:` by service-runs-as-root.
    if !stage.is_shipped() || stage.services().next().is_some() || drops_privileges(stage) {
        return;
    }
    match stage.user() {
        User::Set { instruction, name } => {
            let Some(name) = name.likely().filter(|n| is_root(n)) else {
                return;
            };
            let place = instruction
                .node()
                .words()
                .first()
                .map_or(instruction.keyword(), |w| w.span);
            // What an earlier stage says is repaired there, but it is this one that is shipped.
            let finding = cx.report(place, "the image starts as root");
            finding.help(format!("end the stage with a `USER` other than `{name}`"));
        }
        User::Base(base) => {
            // Windows has no root, and its containers start as an account of their own.
            if base == BaseUser::Unprivileged || stage.is_windows() || is_only_a_base(stage) {
                return;
            }
            if let Some(message) = message(stage, base) {
                cx.report(stage.place(), message).help(account_advice(stage));
            }
        }
    }
}

fn drops_privileges(stage: Stage<'_>) -> bool {
    let start = stage.start_command();
    start.drops_privileges() || (start.entrypoint.is_some() && stage.brings_account_changer())
}

/// Whether other images are built on it, which have the last word: it starts nothing, and its file
/// or folder is called so.
fn is_only_a_base(stage: Stage<'_>) -> bool {
    let starts = stage.start_command().instructions().next().is_some();
    !starts && stage.dockerfile().is_called_base()
}

fn message(stage: Stage<'_>, base: BaseUser) -> Option<String> {
    const KNOWN: &str = "no `USER`, so the image starts as root";
    if stage.is_from_scratch() {
        // Without a command it is a way to hand out files: nothing is started.
        let starts = stage.start_command().instructions().next().is_some();
        return starts.then(|| KNOWN.to_owned());
    }
    let image = stage.root_image().likely()?;
    match base {
        BaseUser::Root => Some(KNOWN.to_owned()),
        _ => Some(format!("{KNOWN}, unless `{}` sets one", image.familiar_name())),
    }
}
