use plimsoll_lint::{Check, Context, Finding, Fix, Page, Rule};
use plimsoll_model::command::file::{Mode, permission_change};
use plimsoll_model::image::Role;
use plimsoll_model::linux::is_temporary_folder;
use plimsoll_model::stage::account::{User, is_root};
use plimsoll_model::stage::code::Step;
use plimsoll_model::view::{Instruction, Stage};
use plimsoll_syntax::Span;
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
        let finding = report(change.span, text, cx);
        let is_of_any_account = !targets.is_empty() && targets.iter().all(|target| is_hidden_in_root(target.text));
        if is_of_any_account || step.run.stage().is_some_and(is_for_any_account) {
            finding.case("base");
        }
        if let Some(owner) = owner.filter(|owner| runs_as(step.run, owner)) {
            finding.case("owned");
            finding.help(format!(
                "use `755`: the folder belongs to `{owner}`, which can write to it"
            ));
        }
    }
}

/// Whether a folder is one of the hidden ones in `/`, the home of an account without one: `/.npm`.
fn is_hidden_in_root(path: &str) -> bool {
    let folder = path.trim_end_matches('/').strip_prefix("/.");
    folder.is_some_and(|name| !name.is_empty() && !name.contains(['/', '.']))
}

/// Whether it is a system without a program or accounts of its own: who runs there is up to the images
/// that are built on it, and to `docker run --user`.
fn is_for_any_account(stage: Stage<'_>) -> bool {
    stage.known_root().is_some_and(|known| known.role == Role::BaseOs)
        && stage.is_shipped()
        && stage.start_command().instructions().next().is_none()
        && stage.services().next().is_none()
        && matches!(stage.user(), User::Base(_))
        && stage.created_account().is_none()
}

/// Whether the image may start as an account other than root: no other is named.
fn runs_as(instruction: Instruction<'_>, account: &str) -> bool {
    match instruction.stage().map(Stage::user) {
        _ if is_root(account) => false,
        Some(User::Set { name, .. }) => name.likely().is_none_or(|name| name == account),
        _ => true,
    }
}

/// The finding, with the fix where the mode is written as it is read.
fn report<'c>(place: Span, mode: &str, cx: &'c mut Context<'_>) -> &'c mut Finding {
    let narrower = narrower(mode).filter(|_| cx.text(place) == mode);
    let finding = cx.report(place, format!("`{mode}` lets every account write"));
    finding.help(HELP);
    if let Some(narrower) = narrower {
        finding.fix(Fix::unsafe_(format!("write `{narrower}`"), [place.replace(narrower)]));
    }
    finding
}

/// The same mode without the right of all others to write.
fn narrower(mode: &str) -> Option<String> {
    if mode.bytes().all(|byte| byte.is_ascii_digit()) {
        let (start, last) = mode.split_at_checked(mode.len().checked_sub(1)?)?;
        let bits: u32 = last.parse().ok()?;
        return Some(format!("{start}{}", bits & !2));
    }
    let (who, what) = mode.split_at_checked(mode.find(['+', '='])?)?;
    // `a+rwX` stays for all but writing: only a plain `w` is one clause.
    (matches!(who, "a" | "ugo") && what == "+w").then(|| "ug+w".to_owned())
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
        let finding = report(word.span, &text, cx);
        if let Some(owner) = owner.filter(|owner| !is_root(owner)) {
            finding.help(format!("use `755` or `644`: `--chown` gives it to `{owner}` already"));
        }
    }
}
