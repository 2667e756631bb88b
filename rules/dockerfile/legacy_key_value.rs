use plimsoll_lint::{Check, Context, Fix, Page, Rule};
use plimsoll_model::view::Instruction;
use plimsoll_syntax::dockerfile::Kind;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("legacy_key_value.md")),
    checks: &[
        Check::Instruction(Kind::Env, check),
        Check::Instruction(Kind::Label, check),
        Check::Instruction(Kind::Onbuild, check),
    ],
};

fn check(instruction: Instruction<'_>, cx: &mut Context<'_>) {
    for legacy in instruction.legacy_pairs() {
        let key = legacy.pair.key.as_written();
        let finding = cx.report(legacy.pair.span, format!("`{key}` is set without an equals sign"));
        finding.help(format!("write `{key}=…`, with quotes around a value that has spaces"));
        if let Some(edits) = legacy.rewrite {
            finding.fix(Fix::safe("add the equals sign", edits));
        }
    }
}
