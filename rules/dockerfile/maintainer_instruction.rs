use plimsoll_lint::{Check, Context, Fix, Page, Rule};
use plimsoll_model::view::Instruction;
use plimsoll_syntax::dockerfile::Kind;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("maintainer_instruction.md")),
    checks: &[Check::Instruction(Kind::Maintainer, check)],
};

fn check(maintainer: Instruction<'_>, cx: &mut Context<'_>) {
    let finding = cx.report(maintainer.keyword(), "`MAINTAINER` is deprecated");
    finding.help("use `LABEL org.opencontainers.image.authors=…`");
    // The value goes into double quotes, so a value with characters that are special there is left
    // to the author.
    let text = maintainer.node().text.as_str().trim();
    if !text.is_empty() && !text.contains(['"', '\\', '$', '`', '\'']) {
        let label = format!("LABEL org.opencontainers.image.authors=\"{text}\"");
        finding.fix(Fix::safe("write the label", [maintainer.node().span.replace(label)]));
    }
}
