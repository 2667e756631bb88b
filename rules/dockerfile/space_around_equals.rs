use plimsoll_lint::{Check, Context, Fix, Page, Rule};
use plimsoll_model::view::Instruction;
use plimsoll_syntax::dockerfile::Kind;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("space_around_equals.md")),
    checks: &[
        Check::Instruction(Kind::Arg, check),
        Check::Instruction(Kind::Env, check),
        Check::Instruction(Kind::Label, check),
        Check::Instruction(Kind::Onbuild, check),
    ],
};

fn check(instruction: Instruction<'_>, cx: &mut Context<'_>) {
    for loose in instruction.loose_equals() {
        let key = &loose.key;
        let text = match (&loose.value, &loose.second) {
            (_, Some(second)) => format!("`{key}` becomes empty, and `{second}` an argument of its own"),
            (value, None) => format!("`{key}` becomes `{}`", value.as_deref().unwrap_or_default()),
        };
        let finding = cx.report(loose.span, text);
        finding.help("write `key=value` without spaces around the equals sign");
        if let Some(gap) = loose.gap {
            finding.fix(Fix::unsafe_("remove the spaces", [gap.replace("=")]));
        }
    }
}
