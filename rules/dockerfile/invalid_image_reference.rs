use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::stage::written::ImageFault;
use plimsoll_model::view::{Instruction, Service};
use plimsoll_syntax::dockerfile::Kind;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("invalid_image_reference.md")),
    // A name in a trigger may be a stage of another Dockerfile.
    checks: &[
        Check::Instruction(Kind::From, check_instruction),
        Check::Instruction(Kind::Copy, check_instruction),
        Check::Instruction(Kind::Run, check_instruction),
        Check::Service(check_service),
    ],
};

fn check_instruction(instruction: Instruction<'_>, cx: &mut Context<'_>) {
    for fault in instruction.image_faults() {
        report(&fault, cx);
    }
}

fn check_service(service: Service<'_>, cx: &mut Context<'_>) {
    if let Some(fault) = service.image_fault() {
        report(&fault, cx);
    }
}

fn report(fault: &ImageFault, cx: &mut Context<'_>) {
    let finding = cx.report(fault.span, fault.fault.kind.message());
    finding.help(if fault.has_scheme() {
        "remove everything up to `//`"
    } else {
        "a name is `registry/path:tag@digest`, and its path is lower case"
    });
}
