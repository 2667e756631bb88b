use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::view::Instruction;
use plimsoll_syntax::dockerfile::{Kind, Operator, Variable};
use plimsoll_syntax::nearest;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("undefined_argument_in_from.md")),
    checks: &[Check::Instruction(Kind::From, check)],
};

fn check(from: Instruction<'_>, cx: &mut Context<'_>) {
    let image = from.stage().and_then(|s| s.image_word());
    let platform = from.node().flag("platform").and_then(|f| f.value.as_ref());
    for variable in image.into_iter().chain(platform).flat_map(|w| w.variables()) {
        let name = &*variable.name.value;
        if is_settled(variable) || from.dockerfile().is_argument_of_from(name) {
            continue;
        }
        let text = format!("`{name}` is not declared before the first `FROM`");
        let finding = cx.report(variable.span, text);
        match nearest(name, from.dockerfile().arguments_of_from()) {
            Some(near) => finding.help(format!("did you mean `{near}`?")),
            None => finding.help(format!("put `ARG {name}=…` before the first `FROM`")),
        };
    }
}

/// `${X:-default}` and `${X:+other}` say themselves which value they have when unset, and `${X:y}`
/// is always refused.
fn is_settled(variable: &Variable) -> bool {
    let operator = variable.modifier.as_ref().map(|m| m.operator.value);
    matches!(
        operator,
        Some(Operator::Default { .. } | Operator::Alternative { .. } | Operator::Unsupported)
    )
}
