use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::view::Stage;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("empty_base_image.md")),
    checks: &[Check::Stage(check)],
};

fn check(stage: Stage<'_>, cx: &mut Context<'_>) {
    let (Some(word), Some(name)) = (stage.image_word(), stage.default_image_fault()) else {
        return;
    };
    if stage.has_image_arguments_passed() {
        return;
    }
    let what = match name.as_str() {
        "" => "has no name".to_owned(),
        name => format!("is `{name}`"),
    };
    let finding = cx.report(word.span, format!("without build arguments, the image {what}"));
    finding.help("give the `ARG` a default");
}
