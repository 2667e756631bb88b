use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::stage::base::Libc;
use plimsoll_model::view::Stage;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("libc_differs_between_stages.md")),
    checks: &[Check::Stage(check)],
};

fn check(stage: Stage<'_>, cx: &mut Context<'_>) {
    for code in stage.foreign_code() {
        let (built_for, here) = match code.built_for {
            Libc::Gnu => (Libc::Gnu.name(), Libc::Musl.name()),
            Libc::Musl => (Libc::Musl.name(), Libc::Gnu.name()),
        };
        let made_by = code.made_by;
        let text = match code.is_sure {
            true => format!("the output of `{made_by}` needs {built_for}, but this stage has {here}"),
            false => format!("the output of `{made_by}` may need {built_for}, but this stage has {here}"),
        };
        let finding = cx.report(code.span, text);
        if !code.is_sure {
            finding.case("unsure");
        }
        finding.note(code.from.place(), "it is built here");
        finding.help(match made_by.starts_with("go ") {
            true => "build with `CGO_ENABLED=0`, or on the same distribution",
            false => "build and run on the same distribution, or link statically",
        });
    }
}
