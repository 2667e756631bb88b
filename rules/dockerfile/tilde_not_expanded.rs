use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::base::path;
use plimsoll_model::view::Instruction;
use plimsoll_syntax::dockerfile::{Kind, Word};

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("tilde_not_expanded.md")),
    checks: &[
        Check::Instruction(Kind::Add, check),
        Check::Instruction(Kind::Copy, check),
        Check::Instruction(Kind::Env, check),
        Check::Instruction(Kind::Volume, check),
        Check::Instruction(Kind::Workdir, check),
    ],
};

fn check(instruction: Instruction<'_>, cx: &mut Context<'_>) {
    let node = instruction.node();
    let values = node.pairs().iter().filter_map(|pair| pair.value.as_ref());
    let destination = instruction.destination().map(|(word, _)| word);
    for word in node.words().iter().chain(values).chain(destination) {
        if is_home(word) {
            cx.report(word.span, "`~` is taken literally here")
                .help("write the home folder itself: `/root`, `/home/…`");
        }
    }
}

fn is_home(word: &Word) -> bool {
    let text = word.as_written().trim_start_matches(['"', '\'']);
    path::is_below(text.trim_end_matches(['"', '\'']), "~")
}
