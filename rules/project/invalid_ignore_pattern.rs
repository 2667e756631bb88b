use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::view::Dockerfile;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("invalid_ignore_pattern.md")),
    checks: &[Check::Dockerfile(check)],
};

fn check(dockerfile: Dockerfile<'_>, cx: &mut Context<'_>) {
    let contexts = dockerfile.contexts().known.iter();
    for file in contexts.filter_map(|context| context.ignore_file.as_ref()) {
        for &line in file.refused() {
            let message = format!("Docker cannot read the pattern `{}`, and builds nothing", cx.text(line));
            let finding = cx.report(line, message);
            finding.help("close the bracket, or put a backslash before a character that is meant as it is");
        }
        for &line in file.with_comment() {
            let finding = cx.report(
                line,
                "a comment begins a line; here it is part of the pattern, which fits nothing",
            );
            finding.case("comment").help("put the comment on a line of its own");
        }
    }
}
