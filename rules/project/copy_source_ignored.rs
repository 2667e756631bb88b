use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::context::Taken;
use plimsoll_model::view::Instruction;
use plimsoll_syntax::dockerfile::Kind;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("copy_source_ignored.md")),
    checks: &[
        Check::Instruction(Kind::Add, check),
        Check::Instruction(Kind::Copy, check),
    ],
};

fn check(copy: Instruction<'_>, cx: &mut Context<'_>) {
    for (word, taken) in copy.taken() {
        let Taken::LeftOut(line) = taken else { continue };
        let file = cx.workspace().source(line.file).shown();
        let message = format!("`{}` is left out by `{file}`", word.as_written());
        let finding = cx.report(word.span, message);
        finding
            .note(*line, "this line leaves it out")
            .help("take it in again with a line that begins with `!`, or do not copy it");
    }
}
