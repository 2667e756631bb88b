use plimsoll_lint::{Check, Context, Rule};
use plimsoll_model::{ImageUse, Instruction, Service};
use plimsoll_syntax::dockerfile::Kind;

pub(crate) static RULE: Rule = Rule {
    page: include_str!("tag_beside_digest.md"),
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
    if let Some(image) = service.pulled_images() {
        check(&image, cx);
    }
}

fn check(image: &ImageUse, cx: &mut Context<'_>) {
    let Some(reference) = image.named() else { return };
    if let (Some(tag), Some(_)) = (reference.tag(), reference.digest()) {
        cx.report(image.span, format!("the tag `{tag}` has no effect beside the digest"))
            .help("leave the tag out, or write it as a comment");
    }
}
