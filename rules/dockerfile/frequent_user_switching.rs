use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::stage::account::is_root;
use plimsoll_model::view::Stage;
use plimsoll_syntax::dockerfile::Kind;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("frequent_user_switching.md")),
    checks: &[Check::Stage(check)],
};

fn check(stage: Stage<'_>, cx: &mut Context<'_>) {
    let mut was_root = true;
    let mut ways_back = 0;
    for user in stage.of_kind(Kind::User) {
        let Some(word) = user.node().words().first() else {
            continue;
        };
        let Some(name) = user.expand(word).likely() else { return };
        let is_root = is_root(name.split(':').next().unwrap_or_default());
        ways_back += usize::from(is_root && !was_root);
        was_root = is_root;
        // A single way back, to install something, is common and easy to follow.
        if ways_back == 2 {
            let finding = cx.report(word.span, "the stage switches back to root again");
            finding.help("run everything that needs root first, then switch the account once");
            return;
        }
    }
}
