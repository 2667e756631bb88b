use plimsoll_lint::{Check, Context, Rule};
use plimsoll_model::{ImageUse, Instruction, Service, tag_moves};
use plimsoll_syntax::dockerfile::Kind;

pub(crate) static RULE: Rule = Rule {
    page: include_str!("unpinned_image_tag.md"),
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
    for image in service.pulled_images().into_iter().chain(service.cache_images()) {
        check(&image, cx);
    }
}

fn check(image: &ImageUse, cx: &mut Context<'_>) {
    let Some(reference) = image.named() else {
        return;
    };
    if reference.digest().is_some() {
        return;
    }
    match reference.tag() {
        None => {
            let text = format!(
                "`{}` has no tag, so it is whatever `latest` is today",
                reference.as_written()
            );
            cx.report(image.span, text)
                .help(format!("name a version: `{}:…`", reference.as_written()));
        }
        Some(tag) if tag_moves(tag) => {
            let finding = cx.report(image.tag_span(), format!("`{tag}` moves, so builds are not repeatable"));
            let name = reference.familiar_name();
            // What stands here is a variable: the tag is written where that gets its value.
            finding.help(match image.tag_span() == image.span {
                true => format!("give the variable a version of `{name}` as its default"),
                false => format!("name a version of `{name}`, or a digest"),
            });
        }
        Some(_) => {}
    }
}
