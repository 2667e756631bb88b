use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::image::{ImagePurpose, ImageUse, successor_of};

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("deprecated_base_image.md")),
    checks: &[Check::Image(check)],
};

fn check(image: &ImageUse, cx: &mut Context<'_>) {
    if image.purpose == ImagePurpose::Cache {
        return;
    }
    let Some(reference) = image.reference.as_ref().likely() else {
        return;
    };
    if let Some(successor) = successor_of(reference) {
        cx.report(
            image.span,
            format!(
                "the image `{}` was retired and gets no fixes",
                reference.familiar_name()
            ),
        )
        .help(format!("use {successor}"));
    }
}
