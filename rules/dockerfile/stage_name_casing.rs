use plimsoll_lint::{Check, Context, Fix, Page, Rule};
use plimsoll_model::view::Stage;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("stage_name_casing.md")),
    checks: &[Check::Stage(check)],
};

fn check(stage: Stage<'_>, cx: &mut Context<'_>) {
    let Some(name) = stage.name() else { return };
    let lower = name.as_written().to_ascii_lowercase();
    if lower == name.as_written() {
        return;
    }
    let finding = cx.report(
        name.span,
        format!("the stage name `{}` has capital letters", name.as_written()),
    );
    finding.help(format!("write `{lower}`, here and where it is used"));
    // Docker does not distinguish the two, so uses that stay as they are still work.
    let uses = stage.uses_of_name().into_iter();
    let edits = uses.chain([name.span]).map(|span| span.replace(lower.clone()));
    finding.fix(Fix::safe(format!("rename it to `{lower}`"), edits));
}
