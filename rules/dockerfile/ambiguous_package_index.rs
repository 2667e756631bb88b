use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::command::package::{added_index, variable_adds_index};
use plimsoll_model::stage::code::Step;
use plimsoll_model::view::Instruction;
use plimsoll_syntax::Span;
use plimsoll_syntax::dockerfile::Kind;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("ambiguous_package_index.md")),
    checks: &[
        Check::Step(check_code),
        Check::Instruction(Kind::Env, check_pairs),
        Check::Instruction(Kind::Arg, check_pairs),
    ],
};

fn check_code(step: &Step<'_>, cx: &mut Context<'_>) {
    if let Some(span) = added_index(step.argv()) {
        report(span, cx);
    }
}

fn check_pairs(instruction: Instruction<'_>, cx: &mut Context<'_>) {
    for pair in instruction.node().pairs() {
        let value = pair.value.as_ref().and_then(|word| instruction.expand(word).likely());
        if value.is_some_and(|value| variable_adds_index(pair.key.as_written(), &value)) {
            report(pair.span, cx);
        }
    }
}

fn report(span: Span, cx: &mut Context<'_>) {
    cx.report(span, "another index can supply a different package of the same name")
        .help("use one index that has them all (`--index-url`), or pin the packages with hashes");
}
