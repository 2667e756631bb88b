use plimsoll_lint::{Check, Context, Rule};
use plimsoll_model::{BaseUser, Stage, User, is_root};

pub(crate) static RULE: Rule = Rule {
    page: include_str!("runs_as_root.md"),
    checks: &[Check::Stage(check)],
};

fn check(stage: Stage<'_>, cx: &mut Context<'_>) {
    // A stage that services build is judged together with their `user:` by service-runs-as-root.
    if !stage.is_shipped() || stage.services().next().is_some() || stage.start_command().drops_privileges() {
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
            let known = stage.is_from_scratch() || stage.root_image().likely().is_some();
            // Windows has no root, and its containers start as an account of their own.
            if base == BaseUser::Unprivileged || !known || stage.is_windows() {
                return;
            }
            let finding = cx.report(stage.place(), "no `USER`, so the image starts as root");
            finding.help("create an account and add `USER name` behind the last step that needs root");
        }
    }
}
