use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::image::{ImagePurpose, ImageUse, is_from_known_publisher};

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("unvetted_image_publisher.md")),
    checks: &[Check::Image(check)],
};

fn check(image: &ImageUse, cx: &mut Context<'_>) {
    // A cache that somebody else made is only an offer; the builder takes the layers that match.
    if image.purpose == ImagePurpose::Cache {
        return;
    }
    let Some(reference) = image.reference.as_ref().likely() else {
        return;
    };
    if is_from_known_publisher(reference) != Some(false) {
        return;
    }
    let account = reference.familiar_name().split('/').next().unwrap_or_default();
    if cx.lists("trusted-publishers", account) {
        return;
    }
    cx.report(image.span, format!("`{account}` is not a known publisher"))
        .help("check who builds the image, or use an official one");
}
