use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::image::ImageUse;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("tag_beside_digest.md")),
    checks: &[Check::Image(check)],
};

fn check(image: &ImageUse, cx: &mut Context<'_>) {
    let Some(reference) = image.named() else { return };
    if let (Some(tag), Some(_)) = (reference.tag(), reference.digest()) {
        cx.report(image.span, format!("the tag `{tag}` has no effect beside the digest"))
            .help("remove the tag, or write it in a comment");
    }
}
