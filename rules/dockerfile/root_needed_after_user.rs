use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::command::Invocation;
use plimsoll_model::command::package::Action;
use plimsoll_model::stage::account::is_root;
use plimsoll_model::view::{Instruction, Stage};
use plimsoll_syntax::Span;
use plimsoll_syntax::dockerfile::Kind;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("root_needed_after_user.md")),
    checks: &[Check::Stage(check)],
};

/// Programs that change system accounts.
const ACCOUNTS: [&str; 10] = [
    "addgroup", "adduser", "delgroup", "deluser", "groupadd", "groupdel", "groupmod", "useradd", "userdel", "usermod",
];

fn check(stage: Stage<'_>, cx: &mut Context<'_>) {
    if stage.is_windows() {
        return;
    }
    let mut user = stage.parent().and_then(|parent| parent.inherited(Kind::User).next());
    for instruction in stage.instructions() {
        match instruction.node().kind {
            Kind::User => user = Some(instruction),
            Kind::Run => {
                if let Some(user) = user {
                    check_run(instruction, user, cx);
                }
            }
            _ => {}
        }
    }
}

fn check_run(run: Instruction<'_>, user: Instruction<'_>, cx: &mut Context<'_>) {
    let Some(word) = user.node().words().first() else {
        return;
    };
    // A `Default` may be root in another build.
    let Some(name) = user.expand(word).known() else { return };
    let name = name.split(':').next().unwrap_or_default();
    if name.is_empty() || is_root(name) {
        return;
    }
    let invocations = run.build_code().iter().flat_map(|code| code.commands.invocations());
    let Some((span, title)) = invocations.filter(|i| !is_privileged(i)).find_map(|i| needs_root(&i)) else {
        return;
    };
    let finding = cx.report(span, format!("`{title}` needs root, but the step runs as `{name}`"));
    finding.help("move the step above the `USER`, or put `USER root` before it");
    finding.note(user.node().span, "from here on");
}

/// Whether a wrapper may give the privileges back.
fn is_privileged(invocation: &Invocation<'_>) -> bool {
    let mut wrappers = invocation.wrappers.iter();
    // Another root, or a namespace, has accounts and packages of its own.
    wrappers.any(|w| {
        matches!(
            w.name,
            "sudo" | "doas" | "su" | "gosu" | "su-exec" | "fakeroot" | "chroot" | "unshare"
        )
    })
}

fn needs_root(invocation: &Invocation<'_>) -> Option<(Span, String)> {
    if ACCOUNTS.contains(&invocation.name) {
        return Some((invocation.name_span(), invocation.name.to_owned()));
    }
    let command = invocation.package_command()?;
    let changes = matches!(
        command.action,
        Action::Update | Action::Upgrade | Action::Install | Action::Remove
    );
    (command.manager.is_system() && changes && !command.is_dry).then(|| (command.head(), command.title()))
}
