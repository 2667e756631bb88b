use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::view::Stage;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("state_directory_not_writable.md")),
    checks: &[Check::Stage(check)],
};

fn check(stage: Stage<'_>, cx: &mut Context<'_>) {
    if !stage.is_shipped() || stage.is_windows() {
        return;
    }
    let Some((user, volumes)) = stage.volumes_of_root() else {
        return;
    };
    for volume in volumes {
        let path = volume.path;
        let finding = cx.report(
            volume.span,
            format!("`{path}` belongs to root, and the image runs as `{user}`"),
        );
        finding.help(format!(
            "add `RUN mkdir -p {path} && chown {user} {path}` before `USER` and `VOLUME`"
        ));
    }
}
