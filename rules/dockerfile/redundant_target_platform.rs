use plimsoll_lint::{Check, Context, Fix, Page, Rule};
use plimsoll_model::view::Instruction;
use plimsoll_syntax::dockerfile::Kind;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("redundant_target_platform.md")),
    checks: &[Check::Instruction(Kind::From, check)],
};

fn check(from: Instruction<'_>, cx: &mut Context<'_>) {
    let Some(flag) = from.node().flag("platform") else {
        return;
    };
    let Some(variable) = flag.value.as_ref().and_then(|word| word.only_variable()) else {
        return;
    };
    let has_default = from.dockerfile().has_argument_default("TARGETPLATFORM");
    if &*variable.name.value != "TARGETPLATFORM" || variable.modifier.is_some() || has_default {
        return;
    }
    let image = from.stage().and_then(|stage| stage.image_word());
    // There are only spaces between the flag and the image, or the line continues below.
    let is_blank = |gap| cx.text(gap).bytes().all(|byte| matches!(byte, b' ' | b'\t'));
    let image = image.filter(|image| is_blank(flag.span.at_end().to(image.span.at_start())));
    let finding = cx.report(flag.span, "`FROM` uses `$TARGETPLATFORM` by default");
    finding.help("remove the flag");
    if let Some(image) = image {
        let edit = flag.span.to(image.span.at_start()).replace("");
        finding.fix(Fix::safe("remove the flag", [edit]));
    }
}
