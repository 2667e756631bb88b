use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::view::Instruction;
use plimsoll_syntax::dockerfile::Kind;
use plimsoll_syntax::nearest;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("label_not_allowed.md")),
    checks: &[
        Check::Instruction(Kind::Label, check),
        Check::Instruction(Kind::Onbuild, check),
    ],
};

fn check(label: Instruction<'_>, cx: &mut Context<'_>) {
    let schema = cx.table("label-schema");
    if schema.is_empty() {
        return;
    }
    for (key, pair) in label.label_keys() {
        if cx.entry("label-schema", &key).is_some() {
            continue;
        }
        let finding = cx.report(pair.key.span, format!("`{key}` is not one of the allowed labels"));
        finding.help(match nearest(&key, schema.iter().map(|(listed, _)| &**listed)) {
            Some(meant) => format!("did you mean `{meant}`?"),
            None => "remove it, or add it to `label-schema`".to_owned(),
        });
    }
}
