use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::image::{ImagePurpose, ImageUse, tag_moves};

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("image_digest_missing.md")),
    checks: &[Check::Image(check)],
};

fn check(image: &ImageUse, cx: &mut Context<'_>) {
    // The source of a cache decides how long a build takes, not what it produces.
    if image.purpose == ImagePurpose::Cache {
        return;
    }
    let Some(reference) = image.reference.as_ref().likely() else {
        return;
    };
    // Without a fixed tag there is a more serious finding.
    let fixed = reference
        .tag()
        .is_some_and(|tag| !tag_moves(reference.familiar_name(), tag));
    if !fixed || reference.digest().is_some() {
        return;
    }
    let text = format!("`{}` has no digest, so its content can change", reference.as_written());
    cx.report(image.span, text)
        .stands_in()
        .help("add the digest of the image that you tested, as `plimsoll pin` does: `@sha256:…`");
}
