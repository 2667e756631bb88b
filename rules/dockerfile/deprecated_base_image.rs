use plimsoll_lint::{Check, Context, Rule};
use plimsoll_model::{ImageUse, Instruction, Service, successor_of};
use plimsoll_syntax::dockerfile::Kind;

pub(crate) static RULE: Rule = Rule {
    page: include_str!("deprecated_base_image.md"),
    checks: &[
        Check::Instruction(Kind::From, check_instruction),
        Check::Instruction(Kind::Copy, check_instruction),
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
