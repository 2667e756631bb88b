use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::image::ImageUse;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("broad_image_tag.md")),
    checks: &[Check::Image(check)],
};

/// Official images whose finest tag is the number of a release.
const COARSE: [&str; 4] = ["fedora", "archlinux", "mageia", "sourcemage"];

fn check(image: &ImageUse, cx: &mut Context<'_>) {
    let Some(reference) = image.reference.as_ref().likely() else {
        return;
    };
    let Some(tag) = reference.tag().filter(|_| reference.digest().is_none()) else {
        return;
    };
    if !reference.is_official() || COARSE.contains(&reference.familiar_name()) {
        return;
    }
    let version = tag.split('-').next().unwrap_or_default();
    // Longer numbers are dates.
    let is_major = !version.is_empty() && version.len() <= 3 && version.bytes().all(|b| b.is_ascii_digit());
    if is_major {
        cx.report(
            image.span,
            format!("`{tag}` is whatever the newest version of {version} is"),
        )
        .help("name the minor version too");
    }
}
