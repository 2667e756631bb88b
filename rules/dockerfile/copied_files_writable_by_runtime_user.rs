use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::linux::is_temporary_folder;
use plimsoll_model::stage::account::{User, is_root};
use plimsoll_model::stage::data::is_data_folder;
use plimsoll_model::view::Stage;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("copied_files_writable_by_runtime_user.md")),
    checks: &[Check::Stage(check)],
};

fn check(stage: Stage<'_>, cx: &mut Context<'_>) {
    let User::Set { name, .. } = stage.user() else { return };
    let Some(user) = name.known().filter(|name| stage.is_shipped() && !is_root(name)) else {
        return;
    };
    let mut last = None;
    for file in stage.placed() {
        let copy = file.instruction;
        let Some(flag) = copy.node().flag("chown") else {
            continue;
        };
        let owner = flag.value.as_ref().and_then(|value| copy.expand(value).known());
        let is_own = owner.is_some_and(|owner| owner.split(':').next() == Some(&*user));
        let is_data = is_data_folder(file.path) || is_temporary_folder(file.path);
        // One finding for all sources of an instruction.
        if is_own && !is_data && last.replace(copy.index()) != Some(copy.index()) {
            let finding = cx.report(
                flag.span,
                format!("the program runs as `{user}` and can rewrite these files"),
            );
            finding.help("let root own them: the program only has to read them");
        }
    }
}
