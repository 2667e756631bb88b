use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::context::Taken;
use plimsoll_model::view::Instruction;
use plimsoll_syntax::dockerfile::Kind;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("copy_source_missing.md")),
    checks: &[
        Check::Instruction(Kind::Add, check),
        Check::Instruction(Kind::Copy, check),
    ],
};

fn check(copy: Instruction<'_>, cx: &mut Context<'_>) {
    for (word, _) in copy.taken().filter(|(_, taken)| **taken == Taken::Missing) {
        let path = word.as_written();
        let stated = copy
            .dockerfile()
            .contexts()
            .known
            .iter()
            .find(|context| context.is_stated);
        let finding = cx.report(word.span, format!("`{path}` is not in the build context"));
        finding.help(match stated {
            Some(context) => format!("add it, or correct the path, which starts at `{}`", context.shown()),
            None => "add it, or correct the path, which starts at the top of the build context".to_owned(),
        });
    }
}
