use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::view::Instruction;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("variable_unset_in_later_layer.md")),
    checks: &[Check::Run(check)],
};

fn check(run: Instruction<'_>, cx: &mut Context<'_>) {
    for unset in run.unset_for_nothing() {
        // `ENV A=` is how to make a variable blank.
        if unset
            .environment
            .value
            .as_ref()
            .is_none_or(|value| value.as_written().is_empty())
        {
            continue;
        }
        let text = format!(
            "`unset {}` ends with this step; the image keeps the variable",
            unset.name
        );
        let finding = cx.report(unset.span, text);
        finding.note(unset.environment.span, "it is set here");
        finding.help("set it only where it is needed: in the `RUN` itself, as an `ARG`, or from a secret mount");
    }
}
