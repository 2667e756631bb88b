use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::view::Instruction;
use plimsoll_syntax::dockerfile::Kind;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("misleading_description_comment.md")),
    checks: &[
        Check::Instruction(Kind::Arg, check),
        Check::Instruction(Kind::From, check),
    ],
};

fn check(instruction: Instruction<'_>, cx: &mut Context<'_>) {
    let Some((comment, names)) = instruction.misleading_description() else {
        return;
    };
    let message = match &names[..] {
        [name] => format!("this comment counts as the description of `{name}`, but does not begin with the name"),
        _ => "this comment counts as a description, but begins with none of the names below it".to_owned(),
    };
    let finding = cx.report(instruction.keyword(), message);
    finding.help("begin it with the name, or put an empty line below it");
    finding.note(comment.span, "the comment");
}
