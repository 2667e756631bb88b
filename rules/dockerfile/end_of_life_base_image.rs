use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::image::{ImagePurpose, ImageUse, known_image, releases, retired};
use plimsoll_syntax::image::ImageReference;

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
        .help(match image.purpose == ImagePurpose::Service && keeps_data(reference) {
            true => "move to a maintained release; back up the data, since one release may not read that of another",
            false => "move to a release that is still maintained",
        });
}

fn keeps_data(image: &ImageReference) -> bool {
    let known = known_image(image.familiar_name(), image.tag());
    known.is_some_and(|known| known.is_data_service() && known.is_stateful())
}
