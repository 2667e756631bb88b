use plimsoll_lint::{Check, Context, Rule};
use plimsoll_model::view::Instruction;
use plimsoll_syntax::dockerfile::Kind;

pub(crate) static RULE: Rule = Rule {
    page: include_str!("run_mount_on_windows.md"),
    checks: &[Check::Instruction(Kind::Run, check)],
};

fn check(run: Instruction<'_>, cx: &mut Context<'_>) {
    let Some(mount) = run.node().flags_named("mount").next() else {
        return;
    };
    if run.stage().is_some_and(|stage| stage.is_surely_windows()) {
        cx.report(mount.span, "`RUN --mount` does not work on Windows")
            .help("copy what is needed with `COPY`, or do this step in a Linux stage");
    }
}
