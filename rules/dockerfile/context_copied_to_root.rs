use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::view::Instruction;
use plimsoll_syntax::dockerfile::Kind;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("context_copied_to_root.md")),
    checks: &[
        Check::Instruction(Kind::Add, check),
        Check::Instruction(Kind::Copy, check),
    ],
};

fn check(copy: Instruction<'_>, cx: &mut Context<'_>) {
    let (Some((sources, Some(destination))), Some(stage)) = (copy.copied(), copy.stage()) else {
        return;
    };
    // A stage that only builds is thrown away.
    if copy.node().flag("from").is_some() || stage.is_from_scratch() || !stage.is_in_shipped_chain() {
        return;
    }
    let is = |word, paths: &[&str]| {
        copy.expand(word)
            .known()
            .is_some_and(|path| paths.contains(&path.as_str()))
    };
    if is(destination, &["/"]) && sources.iter().any(|source| is(source, &[".", "./", "/"])) {
        cx.report(
            destination.span,
            "the project is copied into `/`, among the system's folders",
        )
        .help("copy it into a folder of its own: `WORKDIR /app`, `COPY . .`");
    }
}
