use plimsoll_lint::{Check, Context, Rule};
use plimsoll_model::{BaseUser, Family, Stage, User, is_root};

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
            if base == BaseUser::Unprivileged || stage.is_windows() {
                return;
            }
            if let Some(message) = message(stage, base) {
                cx.report(stage.place(), message).help(help(stage));
            }
        }
    }
}

fn drops_privileges(stage: Stage<'_>) -> bool {
    let start = stage.start_command();
    start.drops_privileges() || (start.entrypoint.is_some() && stage.brings_account_changer())
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

fn help(stage: Stage<'_>) -> String {
    let behind = "behind the last step that needs root";
    if let Some(account) = stage.spare_account() {
        return format!("add `USER {account}` {behind}; the base image has that account");
    }
    if stage.is_from_scratch() {
        return "add `USER 65532:65532`; a number needs no account in the image".to_owned();
    }
    let create = match stage.family() {
        Some(Family::Alpine | Family::Busybox) => " (`RUN adduser -D app`)",
        Some(Family::Debian | Family::Ubuntu | Family::Fedora | Family::Arch) => " (`RUN useradd -m app`)",
        _ => "",
    };
    format!("create an account{create} and add `USER` with its name {behind}")
}
