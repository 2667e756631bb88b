use plimsoll_lint::{Check, Context, Fix, Page, Rule};
use plimsoll_model::dockerfile::names_platform;
use plimsoll_model::stage::Origin;
use plimsoll_model::view::Instruction;
use plimsoll_syntax::dockerfile::Kind;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("platform_argument_fixed.md")),
    checks: &[Check::Instruction(Kind::Arg, check)],
};

fn check(arg: Instruction<'_>, cx: &mut Context<'_>) {
    for pair in arg.node().pairs() {
        let name = pair.key.as_written();
        let Some(value) = pair.value.as_ref().filter(|_| names_platform(name)) else {
            continue;
        };
        // `${TARGETARCH:-amd64}` falls back only if the builder says nothing, where its value is seen.
        let is_seen = arg.stage().is_none() || arg.origin(name) == Some(Origin::Chain);
        if is_seen && value.all_names().contains(&name) {
            continue;
        }
        let finding = cx.report(
            pair.span,
            format!("this default holds for every platform, whatever the builder sets `{name}` to"),
        );
        let rest = pair.key.span.at_end().to(value.span.at_end());
        finding.help(format!("write `ARG {name}`"));
        finding.fix(Fix::unsafe_("remove the default", [rest.replace("")]));
        if name.starts_with("BUILD") {
            finding.case("builder");
        } else if name == "TARGETOS" && value.literal().as_deref() == Some("linux") {
            finding.case("linux");
        }
    }
}
