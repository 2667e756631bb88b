use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::view::Stage;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("image_state_lost.md")),
    checks: &[Check::Stage(check)],
};

fn check(stage: Stage<'_>, cx: &mut Context<'_>) {
    for (place, volume) in stage.changes_in_volumes() {
        let finding = cx.report(
            place,
            format!("`{}` is already a volume, so this change may be lost", volume.path),
        );
        finding.note(volume.span, "from here on");
        finding.help("move the `VOLUME` below the last step that writes there");
    }
}
