//! The lines that let an image start as another account than root. Several rules use them.

use plimsoll_lint::Fix;
use plimsoll_model::image::Family;
use plimsoll_model::stage::account::{User, is_root};
use plimsoll_model::view::{Instruction, Stage};
use plimsoll_syntax::dockerfile::Kind;

use crate::edit::{keyword_like, lines_after};

/// The number of an account that the fix makes: above those of distributions, and below what is too
/// large for an image.
const NUMBER: u32 = 10001;

/// Folders that belong to the system, or to everybody.
const SHARED: [&str; 18] = [
    "/", "/bin", "/dev", "/etc", "/home", "/lib", "/media", "/mnt", "/opt", "/proc", "/run", "/sbin", "/srv", "/sys",
    "/tmp", "/usr", "/var", "/usr/src",
];

/// Who an image can start as.
enum Account {
    /// It exists already.
    Existing(String),
    /// A command makes it.
    New(String),
    /// A number without a name.
    Number,
}

/// Adds a `USER` behind the last step that may need root, with an account if the image has none, which
/// gets the work folder. None where something shows that root is needed, or where the files do not
/// tell how to make an account.
pub(crate) fn account_fix(stage: Stage<'_>) -> Option<Fix> {
    let is_open = stage.is_windows() || stage.unprivileged_variant().is_some() || stage.may_need_root();
    // The folder of a volume belongs to whoever owns it when it is declared.
    let has_volume = stage
        .ancestors()
        .any(|stage| stage.of_kind(Kind::Volume).next().is_some());
    if is_open || has_volume {
        return None;
    }
    let account = account(stage)?;
    let last = last_step(stage);
    let mut commands: Vec<String> = Vec::new();
    let (name, title) = match &account {
        Account::Existing(name) => (name.clone(), format!("add `USER {name}`")),
        Account::Number => ("65532:65532".to_owned(), "add `USER 65532:65532`".to_owned()),
        Account::New(command) => {
            commands.push(command.clone());
            (NUMBER.to_string(), "create an account, and add `USER`".to_owned())
        }
    };
    if stage.has_shell_at(last.index() + 1) == Some(true) {
        let folder = stage.final_workdir()?;
        if !SHARED.contains(&&*folder) && is_plain(&folder) {
            commands.push(format!("chown {name} {folder}"));
        }
    }
    let mut lines = Vec::new();
    if !commands.is_empty() {
        lines.push(format!(
            "{} {}",
            keyword_like(stage.from(), "RUN"),
            commands.join(" && ")
        ));
    }
    lines.push(format!("{} {name}", keyword_like(stage.from(), "USER")));
    // A `USER root` that nothing needs any more becomes the other.
    let edit = match last.node().words() {
        [root] if last.node().kind == Kind::User && lines.len() == 1 => root.span.replace(name),
        _ => lines_after(last, &lines)?,
    };
    Some(Fix::unsafe_(title, [edit]))
}

/// The account that an earlier `USER` names, one that is there, or a new one.
fn account(stage: Stage<'_>) -> Option<Account> {
    if matches!(stage.user(), User::Set { .. }) {
        let earlier = stage.inherited(Kind::User).filter_map(Instruction::user_named_for_sure);
        if let Some(name) = earlier.into_iter().find(|name| !is_root(name)) {
            return Some(Account::Existing(name));
        }
    }
    let created = stage.created_account();
    if let Some(name) = created.or_else(|| stage.spare_account()) {
        // A server's own account is one that it switches to by itself.
        return (is_plain(name) && !name.starts_with('_')).then(|| Account::Existing(name.to_owned()));
    }
    if stage.is_from_scratch() {
        return Some(Account::Number);
    }
    match stage.family() {
        Some(Family::Alpine | Family::Busybox) => Some(Account::New(format!("adduser -D -u {NUMBER} app"))),
        Some(Family::Debian | Family::Ubuntu | Family::Fedora | Family::Arch) => {
            Some(Account::New(format!("useradd --uid {NUMBER} --create-home app")))
        }
        Some(Family::Windows) => None,
        // Small images of these have no `useradd`, and others may have another way.
        Some(Family::Distroless | Family::Rhel | Family::Suse) | None => Some(Account::Number),
    }
}

/// The last instruction that changes files, or sets the account so far; else the `FROM`.
fn last_step(stage: Stage<'_>) -> Instruction<'_> {
    let changes = |instruction: &Instruction<'_>| {
        matches!(
            instruction.node().kind,
            Kind::Add | Kind::Copy | Kind::Run | Kind::User | Kind::Workdir
        )
    };
    stage.instructions().rfind(changes).unwrap_or_else(|| stage.from())
}

/// Whether a shell and Docker take a word as it is.
fn is_plain(word: &str) -> bool {
    !word.is_empty()
        && word
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"/._-".contains(&byte))
}
