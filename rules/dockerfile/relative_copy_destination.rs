use plimsoll_lint::{Check, Context, Rule};
use plimsoll_model::{Absolute, Instruction, absolute};
use plimsoll_syntax::dockerfile::Kind;

pub(crate) static RULE: Rule = Rule {
    page: include_str!("relative_copy_destination.md"),
    checks: &[
        Check::Instruction(Kind::Add, check),
        Check::Instruction(Kind::Copy, check),
    ],
};

fn check(copy: Instruction<'_>, cx: &mut Context<'_>) {
    let (Some((word, value)), Some(stage)) = (copy.destination(), copy.stage()) else {
        return;
    };
    // `~` is another fault, that another rule reports.
    let is_home = word.as_written().starts_with('~');
    if is_home || absolute(word, &value) != Absolute::No || stage.is_from_scratch() || stage.has_folder_at(copy.index())
    {
        return;
    }
    let text = format!("`{}` goes on from a folder that nothing here sets", word.as_written());
    cx.report(word.span, text)
        .help("write the whole path, or put a `WORKDIR` above");
}
