use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::stage::account::is_root;
use plimsoll_model::view::{Instruction, Stage};
use plimsoll_syntax::dockerfile::{Kind, Word};

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("user_does_not_exist.md")),
    checks: &[Check::Stage(check)],
};

/// At most this many different accounts of a stage are looked for.
const MOST_ACCOUNTS: usize = 20;

fn check(stage: Stage<'_>, cx: &mut Context<'_>) {
    if stage.is_windows() {
        return;
    }
    let mut seen: Vec<String> = Vec::new();
    for instruction in stage.instructions() {
        let Some(word) = account(instruction) else { continue };
        let Some(written) = word.literal() else { continue };
        let name = written.split(':').next().unwrap_or_default();
        let is_number = name.bytes().all(|byte| byte.is_ascii_digit());
        if is_number || is_root(name) || seen.iter().any(|known| known == name) {
            continue;
        }
        if seen.len() == MOST_ACCOUNTS {
            return;
        }
        // The first place is enough.
        seen.push(name.to_owned());
        if stage.has_account_at(instruction.index(), name) == Some(false) {
            report(stage, word, name, cx);
        }
    }
}

/// The word that names an account: that of USER, or the `--chown` of ADD and COPY.
fn account(instruction: Instruction<'_>) -> Option<&Word> {
    match instruction.node().kind {
        Kind::User => instruction.node().words().first(),
        Kind::Add | Kind::Copy => instruction.node().flag("chown")?.value.as_ref(),
        _ => None,
    }
}

fn report(stage: Stage<'_>, word: &Word, name: &str, cx: &mut Context<'_>) {
    let image = stage.root_image().likely().map_or("", |image| image.familiar_name());
    let finding = cx.report(
        word.span,
        format!("`{image}` has no account `{name}`, and no earlier step creates it"),
    );
    match stage.spare_account() {
        Some(account) => finding.help(format!(
            "use `{account}`, which the base image has, or create the account first"
        )),
        None => finding.help("create it in an earlier step"),
    };
}
