use plimsoll_lint::{Check, Context, Fix, Page, Rule};
use plimsoll_model::view::Instruction;
use plimsoll_syntax::dockerfile::Kind;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("expose_protocol_casing.md")),
    checks: &[
        Check::Instruction(Kind::Expose, check),
        Check::Instruction(Kind::Onbuild, check),
    ],
};

fn check(expose: Instruction<'_>, cx: &mut Context<'_>) {
    for port in expose.exposed().into_iter().filter(|p| p.fault().is_none()) {
        let Some((protocol, span)) = port.protocol() else {
            continue;
        };
        let lower = protocol.to_ascii_lowercase();
        if lower == protocol {
            continue;
        }
        let finding = cx.report(span, format!("`{protocol}` is not in lower case"));
        finding.help(format!("write `{lower}`"));
        if port.is_plain() {
            finding.fix(Fix::safe(format!("write `{lower}`"), [span.replace(lower)]));
        }
    }
}
