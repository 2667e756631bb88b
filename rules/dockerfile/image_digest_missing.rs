use plimsoll_lint::{Check, Context, Rule};
use plimsoll_model::{ImageUse, Instruction, Service, tag_moves};
use plimsoll_syntax::dockerfile::Kind;

pub(crate) static RULE: Rule = Rule {
    page: include_str!("image_digest_missing.md"),
    checks: &[
        Check::Instruction(Kind::From, check_instruction),
        Check::Instruction(Kind::Copy, check_instruction),
        Check::Instruction(Kind::Run, check_instruction),
        Check::Service(check_service),
    ],
};

fn check_instruction(instruction: Instruction<'_>, cx: &mut Context<'_>) {
    for image in instruction.images() {
        check(&image, cx);
    }
}

fn check_service(service: Service<'_>, cx: &mut Context<'_>) {
    if let Some(image) = service.pulled_image() {
        check(image, cx);
    }
}

fn check(image: &ImageUse, cx: &mut Context<'_>) {
    let Some(reference) = image.reference.as_ref().likely() else {
        return;
    };
    // Without a fixed tag there is a heavier finding.
    let fixed = reference.tag().is_some_and(|tag| !tag_moves(tag));
    if !fixed || reference.digest().is_some() {
        return;
    }
    let text = format!("`{}` has no digest, so its content can change", reference.as_written());
    cx.report(image.span, text).help("add the `@sha256:…` that was tested");
}
