use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::view::Instruction;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("run_mount_on_windows.md")),
    checks: &[Check::Run(check)],
};

fn check(run: Instruction<'_>, cx: &mut Context<'_>) {
    let Some(mount) = run.trigger_or_self().flags_named("mount").next() else {
        return;
    };
    if run.stage().is_some_and(|stage| stage.is_surely_windows()) {
        cx.report(mount.span, "`RUN --mount` does not work on Windows")
            .help("copy what is needed with `COPY`, or do this step in a Linux stage");
    }
}
