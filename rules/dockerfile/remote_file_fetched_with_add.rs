use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::dockerfile::CopySource;
use plimsoll_model::view::Instruction;
use plimsoll_syntax::dockerfile::Kind;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("remote_file_fetched_with_add.md")),
    checks: &[Check::Instruction(Kind::Add, check)],
};

fn check(add: Instruction<'_>, cx: &mut Context<'_>) {
    let Some((sources, _)) = add.copied() else { return };
    for (word, source) in sources.iter().zip(add.copy_sources()) {
        if source == CopySource::Url {
            cx.report(word.span, "`ADD` fetches a file, which stays in its layer")
                .help("fetch it with curl in a `RUN`, use it there, and delete it");
        }
    }
}
