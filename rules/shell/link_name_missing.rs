use plimsoll_lint::{Check, Context, Rule};
use plimsoll_model::command::file::unnamed_link;
use plimsoll_model::view::Instruction;
use plimsoll_syntax::dockerfile::Kind;

pub(crate) static RULE: Rule = Rule {
    page: include_str!("link_name_missing.md"),
    checks: &[
        Check::Instruction(Kind::Run, check),
        Check::Instruction(Kind::Onbuild, check),
    ],
};

fn check(run: Instruction<'_>, cx: &mut Context<'_>) {
    for (_, invocation) in run.steps() {
        // What `xargs` adds is the other path.
        let Some(target) = unnamed_link(invocation.argv()).filter(|_| !invocation.is_wrapped_in("xargs")) else {
            continue;
        };
        let message = format!(
            "the link to `{}` has no name, and lands in the current folder",
            target.text
        );
        cx.report(target.span, message)
            .help("name the link, or write `.` if the current folder is meant");
    }
}
