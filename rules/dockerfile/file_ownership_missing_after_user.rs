use plimsoll_lint::{Check, Context, Fix, Page, Rule};
use plimsoll_model::view::Stage;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("file_ownership_missing_after_user.md")),
    checks: &[Check::Stage(check)],
};

fn check(stage: Stage<'_>, cx: &mut Context<'_>) {
    if stage.is_windows() {
        return;
    }
    let mut seen = Vec::new();
    for denied in stage.denied_changes() {
        // The first change stops the build.
        if seen.contains(&denied.copy.index()) || seen.len() == 20 {
            continue;
        }
        seen.push(denied.copy.index());
        let (path, program, user) = (denied.path, denied.program, denied.user);
        let text = format!("`{path}` belongs to root, so `{program}` fails as `{user}`");
        let finding = cx.report(denied.source.span, text);
        finding.note(denied.span, "the step that fails");
        finding.help(format!(
            "copy with `--chown={user}`, or replace the step with `--chmod=`"
        ));
        let edit = denied.copy.keyword().insert_after(format!(" --chown={user}"));
        finding.fix(Fix::unsafe_("add `--chown`", [edit]));
    }
}
