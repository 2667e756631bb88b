use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::view::Dockerfile;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("misplaced_parser_directive.md")),
    checks: &[Check::Dockerfile(check)],
};

fn check(dockerfile: Dockerfile<'_>, cx: &mut Context<'_>) {
    for (name, comment) in dockerfile.misplaced_directives() {
        let finding = cx.report(
            comment.span,
            format!("`{name}` has no effect here, only at the top of the file"),
        );
        finding.help("move it to the first line, above comments and blank lines");
    }
}
