use plimsoll_lint::{Check, Context, Fix, Page, Rule};
use plimsoll_model::view::Instruction;
use plimsoll_syntax::dockerfile::Kind;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("host_part_in_expose.md")),
    checks: &[
        Check::Instruction(Kind::Expose, check),
        Check::Instruction(Kind::Onbuild, check),
    ],
};

fn check(expose: Instruction<'_>, cx: &mut Context<'_>) {
    // A word that Docker refuses has a rule of its own.
    for port in expose
        .exposed()
        .into_iter()
        .filter(|p| p.has_host() && p.fault().is_none())
    {
        let kept = port.without_host();
        let text = format!("only the port of the container counts in `{}`", port.text());
        let finding = cx.report(port.span(), text);
        finding.help(format!(
            "write `{kept}`; `docker run --publish` and Compose's `ports` say where it is published"
        ));
        if port.is_plain() {
            finding.fix(Fix::safe(format!("write `{kept}`"), [port.span().replace(kept)]));
        }
    }
}
