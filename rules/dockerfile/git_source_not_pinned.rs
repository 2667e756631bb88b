use plimsoll_lint::{Check, Context, Rule};
use plimsoll_model::Instruction;
use plimsoll_model::command::{Point, git_sources};
use plimsoll_syntax::dockerfile::Kind;

pub(crate) static RULE: Rule = Rule {
    page: include_str!("git_source_not_pinned.md"),
    checks: &[
        Check::Instruction(Kind::Run, check),
        Check::Instruction(Kind::Onbuild, check),
    ],
};

fn check(instruction: Instruction<'_>, cx: &mut Context<'_>) {
    for source in instruction
        .build_code()
        .iter()
        .flat_map(|code| git_sources(&code.commands))
    {
        let text = match source.point {
            Point::Newest => "takes whatever was pushed to the repository last".to_owned(),
            Point::Branch(name) => format!("takes whatever was pushed to `{name}` last"),
            Point::Fixed => continue,
        };
        cx.report(source.span, text).help("name a tag or, better, a commit");
    }
}
