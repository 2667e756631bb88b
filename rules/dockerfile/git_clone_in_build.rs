use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::base::Url;
use plimsoll_model::command::Argument;
use plimsoll_model::command::git::cloned;
use plimsoll_model::view::Instruction;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("git_clone_in_build.md")),
    checks: &[Check::Run(check)],
};

fn check(run: Instruction<'_>, cx: &mut Context<'_>) {
    if run.has_mount("secret") || run.has_mount("ssh") {
        return;
    }
    for step in run.steps() {
        let is_https = |a: &Argument<'_>| Url::parse(a.text).is_some_and(|url| url.is_one_of(&["https"]));
        let Some(address) = cloned(step.argv()).filter(is_https) else {
            continue;
        };
        // Credentials in the address are a different matter, and `ADD` knows no shell variables.
        let is_known = address.is_literal || run.knows_variables(address.text);
        if is_known && !address.text.contains(['@', '`']) {
            cx.report(address.span, "`ADD` can fetch a repository without Git in the image")
                .help("write `ADD <repository>#<commit> <folder>`");
        }
    }
}
