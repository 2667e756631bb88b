use plimsoll_lint::{Check, Context, Fix, Page, Rule};
use plimsoll_model::view::Dockerfile;
use plimsoll_syntax::{Edit, Span};

use crate::edit::{line_break, whole_line};

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
        if name == "syntax"
            && let Some(edits) = moved_up(dockerfile, comment.span)
        {
            finding.fix(Fix::unsafe_("move it to the first line", edits));
        }
    }
}

/// Moves a comment that has its line to itself to the top of a file that has no such directive yet.
fn moved_up(dockerfile: Dockerfile<'_>, comment: Span) -> Option<[Edit; 2]> {
    let source = dockerfile.source();
    let has_one = dockerfile
        .tree()
        .directives
        .iter()
        .any(|directive| &*directive.name.value == "syntax");
    let text = source.text();
    let mark = text.len() - text.trim_start_matches('\u{feff}').len();
    let top = Span::new(comment.file, mark, mark);
    let directive = format!("{}{}", source.slice(comment), line_break(text));
    let line = whole_line(source, comment).filter(|_| !has_one)?;
    Some([top.replace(directive), line.replace("")])
}
