use plimsoll_lint::{Check, Context, Rule};
use plimsoll_model::{ImageUse, Instruction, Service};
use plimsoll_syntax::dockerfile::Kind;

pub(crate) static RULE: Rule = Rule {
    page: include_str!("broad_image_tag.md"),
    checks: &[
        Check::Instruction(Kind::From, check_instruction),
        Check::Instruction(Kind::Copy, check_instruction),
        Check::Service(check_service),
    ],
};

/// Official images without finer tags than the number of a release.
const COARSE: [&str; 4] = ["fedora", "archlinux", "mageia", "sourcemage"];

fn check_instruction(instruction: Instruction<'_>, cx: &mut Context<'_>) {
    for image in instruction.images() {
        check(&image, cx);
    }
}

fn check_service(service: Service<'_>, cx: &mut Context<'_>) {
    if let Some(image) = service.pulled_images() {
        check(&image, cx);
    }
}

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
