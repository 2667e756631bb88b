use plimsoll_lint::{Check, Context, Rule};
use plimsoll_model::{ImageUse, Instruction, Service, is_from_known_publisher};
use plimsoll_syntax::dockerfile::Kind;

pub(crate) static RULE: Rule = Rule {
    page: include_str!("unvetted_image_publisher.md"),
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
    let Some(reference) = image.reference.as_ref().likely() else {
        return;
    };
    if is_from_known_publisher(reference) != Some(false) {
        return;
    }
    let account = reference.familiar_name().split('/').next().unwrap_or_default();
    cx.report(image.span, format!("nobody here knows `{account}` as a publisher"))
        .help("look at who builds the image, or use an official one");
}
