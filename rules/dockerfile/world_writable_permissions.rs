use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::command::file::{Mode, permission_change};
use plimsoll_model::linux::is_temporary_folder;
use plimsoll_model::stage::account::{User, is_root};
use plimsoll_model::stage::code::Step;
use plimsoll_model::view::{Instruction, Stage};
use plimsoll_syntax::dockerfile::{Kind, Word};

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("world_writable_permissions.md")),
    checks: &[
        Check::Step(check_run),
        Check::Instruction(Kind::Copy, check_copy),
        Check::Instruction(Kind::Add, check_copy),
    ],
};

const HELP: &str = "give the folder or file to the account that writes to it: `--chown=` or `chown`";

/// A build stage is thrown away, and nobody else is in it.
fn is_shipped(instruction: Instruction<'_>) -> bool {
    instruction.stage().is_some_and(Stage::is_in_shipped_chain)
}

fn is_open(mode: Mode) -> bool {
    mode.is_world_writable() && !mode.is_sticky()
}

fn check_run(step: &Step<'_>, cx: &mut Context<'_>) {
    let Some(change) = permission_change(step.argv()).filter(|change| is_open(change.mode)) else {
        return;
    };
    let targets = &change.targets;
    let is_temporary = !targets.is_empty() && targets.iter().all(|target| is_temporary_folder(target.text));
    if !is_temporary && is_shipped(step.run) {
        let text = change.text;
        if change.closes_folder() {
            cx.report(
                change.span,
                format!("`{text}` lets every account write, and nobody but root enter the folder"),
            )
            .help("folders need the `x` too: give the account `750`, or write `X` for folders only");
            return;
        }
        let owner = change.folder_owner(&step.code.commands);
        let finding = cx.report(change.span, format!("`{text}` lets every account write"));
        match owner {
            Some(owner) if runs_as(step.run, owner) => {
                finding.case("owned");
                finding.help(format!(
                    "use `755`: the folder belongs to `{owner}`, which can write to it"
                ));
            }
            _ => _ = finding.help(HELP),
        }
    }
}

/// Whether the image may start as an account other than root: no other is named.
fn runs_as(instruction: Instruction<'_>, account: &str) -> bool {
    match instruction.stage().map(Stage::user) {
        _ if is_root(account) => false,
        Some(User::Set { name, .. }) => name.likely().is_none_or(|name| name == account),
        _ => true,
    }
}

fn check_copy(instruction: Instruction<'_>, cx: &mut Context<'_>) {
    let word = instruction.node().flag("chmod").and_then(|flag| flag.value.as_ref());
    let Some(text) = word.and_then(|word| instruction.expand(word).likely()) else {
        return;
    };
    if let (Some(word), true) = (word, Mode::parse(&text).is_some_and(is_open) && is_shipped(instruction)) {
        let owner = instruction.node().flag("chown").and_then(|flag| flag.value.as_ref());
        let owner = owner.and_then(Word::literal);
        let owner = owner.as_deref().and_then(|owner| owner.split(':').next());
        let finding = cx.report(word.span, format!("`{text}` lets every account write"));
        match owner.filter(|owner| !is_root(owner)) {
            Some(owner) => finding.help(format!("use `755` or `644`: `--chown` gives it to `{owner}` already")),
            None => finding.help(HELP),
        };
    }
}
