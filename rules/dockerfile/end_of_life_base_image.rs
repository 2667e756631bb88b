use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::image::{ImagePurpose, ImageUse, releases, retired};

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("end_of_life_base_image.md")),
    checks: &[Check::Image(check)],
};

fn check(image: &ImageUse, cx: &mut Context<'_>) {
    // Files may well be taken from an old release, and nothing else of it is used.
    if !matches!(image.purpose, ImagePurpose::Base | ImagePurpose::Service) {
        return;
    }
    let (Some(today), Some(reference)) = (cx.policy().date, image.named()) else {
        return;
    };
    let grace = u64::from(cx.number("grace-days", 0));
    if let Some(end) = cx.workspace().end_of_life(reference) {
        if end.later_by(grace) < today {
            let text = format!("`{}` has had no security fixes since {end}", reference.familiar_name());
            cx.report(image.tag_span(), text)
                .help("move to a newer base image of your organisation");
        }
        return;
    }
    // `deprecated-base-image` says more about retired names.
    if retired(reference).is_some() {
        return;
    }
    let Some(release) = releases(reference)
        .into_iter()
        .find(|release| release.end.later_by(grace) < today)
    else {
        return;
    };
    let text = format!(
        "`{} {}` has had no security fixes since {}",
        release.product, release.name, release.end
    );
    cx.report(image.tag_span(), text)
        .help("move to a release that is still maintained");
}
