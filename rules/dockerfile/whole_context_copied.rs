use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::view::Instruction;
use plimsoll_syntax::dockerfile::Kind;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("whole_context_copied.md")),
    checks: &[
        Check::Instruction(Kind::Add, check),
        Check::Instruction(Kind::Copy, check),
    ],
};

fn check(copy: Instruction<'_>, cx: &mut Context<'_>) {
    let Some((sources, Some(destination))) = copy.copied() else {
        return;
    };
    let is = |word, paths: &[&str]| {
        copy.expand(word)
            .known()
            .is_some_and(|path| paths.contains(&path.as_str()))
    };
    // `context-copied-to-root` says more about that.
    if copy.node().flag("from").is_some() || is(destination, &["/"]) {
        return;
    }
    for source in sources.iter().filter(|word| is(word, &[".", "./", "/", "*", "./*"])) {
        cx.report(source.span, "everything in the build context is copied, needed or not")
            .help("name the folders and files that the image needs");
    }
}
