//! Accounts and groups that commands create and change, and passwords that they set.

use plimsoll_syntax::Span;

use crate::command::argument::{Argument, Flag, Parted};
use crate::command::invocation::Invocation;

/// What a command does to an account or a group.
#[derive(Clone, Debug)]
pub struct AccountChange<'a> {
    pub kind: AccountKind,
    /// The account, or the group for [`AccountKind::CreateGroup`]. Absent if the command names
    /// none.
    pub name: Option<Argument<'a>>,
    /// Its number, as written.
    pub id: Option<(&'a str, Span)>,
    /// The first group, as written.
    pub group: Option<&'a str>,
    /// The other groups that it becomes a member of.
    pub groups: Vec<&'a str>,
    /// The flag that lets it share its number with others.
    pub shares_id: Option<Span>,
    pub password: Option<Password<'a>>,
}

/// The kinds of [`AccountChange`].
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum AccountKind {
    Create,
    CreateGroup,
    /// An existing account's groups or password.
    Change,
}

/// A password that a command gives to an account.
#[derive(Clone, Copy, Debug)]
pub struct Password<'a> {
    /// The words that give it.
    pub span: Span,
    pub kind: PasswordKind<'a>,
}

/// What is known of a password.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum PasswordKind<'a> {
    /// Nobody has to type one.
    Empty,
    /// The file contains a password or its hash.
    Literal(&'a str),
    /// It is in a file of the build; a path says which.
    File(&'a str),
    /// It comes from elsewhere.
    Unknown,
}

/// What a command does to accounts or groups, if it does.
pub fn account_change<'a>(invocation: &Invocation<'a>) -> Option<AccountChange<'a>> {
    let is_one = matches!(
        invocation.name,
        "useradd" | "usermod" | "adduser" | "groupadd" | "addgroup" | "gpasswd" | "passwd" | "chpasswd"
    );
    // Nearly no command is one, so the name decides before the words are told apart.
    let parted = is_one.then(|| invocation.parted())?;
    match invocation.name {
        "useradd" => Some(of_shadow(AccountKind::Create, parted)),
        "usermod" => Some(of_shadow(AccountKind::Change, parted)),
        "adduser" => Some(of_adduser(parted)),
        "groupadd" => Some(of_group(parted)),
        "addgroup" => {
            // `addgroup user group` adds a member.
            if let [user, group, ..] = parted.operands.as_slice() {
                return Some(membership(*user, group.text));
            }
            Some(of_group(parted))
        }
        "gpasswd" => {
            let user = parted.flag(&["a", "add"])?;
            let group = parted.operands.first()?;
            let mut words = invocation.arguments().iter();
            let name = words.find(|word| Some(word.span) == user.value_span)?;
            Some(membership(*name, group.text))
        }
        "passwd" => of_passwd(parted),
        "chpasswd" => of_chpasswd(invocation),
        _ => None,
    }
}

fn membership<'a>(user: Argument<'a>, group: &'a str) -> AccountChange<'a> {
    AccountChange {
        groups: vec![group],
        ..change(AccountKind::Change, Some(user))
    }
}

fn change<'a>(kind: AccountKind, name: Option<Argument<'a>>) -> AccountChange<'a> {
    AccountChange {
        kind,
        name,
        id: None,
        group: None,
        groups: Vec::new(),
        shares_id: None,
        password: None,
    }
}

fn valued<'a>(flag: &Flag<'a>) -> Option<(&'a str, Span)> {
    Some((flag.value?, flag.value_span.unwrap_or(flag.argument.span)))
}

fn of_shadow<'a>(kind: AccountKind, parted: &Parted<'a>) -> AccountChange<'a> {
    let text = |names: &[&str]| parted.flag(names).and_then(|flag| flag.value);
    let password = parted.flag(&["p", "password"]).and_then(|flag| {
        let (text, value_span) = valued(flag)?;
        let written = (!text.contains(['$', '`']) || is_hash(text)).then_some(text);
        let kind = match written {
            Some("") => PasswordKind::Empty,
            // `!` and `*` lock the account.
            Some(text) if text.starts_with(['!', '*']) => return None,
            Some(text) => PasswordKind::Literal(text),
            None => PasswordKind::Unknown,
        };
        let span = flag.argument.span.to(value_span);
        Some(Password { span, kind })
    });
    AccountChange {
        id: parted.flag(&["u", "uid"]).and_then(valued),
        group: text(&["g", "gid"]),
        groups: text(&["G", "groups"]).map_or_else(Vec::new, |list| list.split(',').collect()),
        shares_id: parted.flag(&["o", "non-unique"]).map(|flag| flag.argument.span),
        password,
        ..change(kind, parted.operands.first().copied())
    }
}

/// `$6$salt$…` is a hash and not a variable.
fn is_hash(text: &str) -> bool {
    let Some(rest) = text.strip_prefix('$') else {
        return false;
    };
    let algorithm = rest.split('$').next().unwrap_or_default();
    rest.len() > algorithm.len() + 8 && matches!(algorithm, "1" | "5" | "6" | "y" | "2a" | "2b" | "2y" | "apr1")
}

fn of_adduser<'a>(parted: &Parted<'a>) -> AccountChange<'a> {
    // `adduser user group` adds a member on both kinds of system.
    if let [user, group, ..] = parted.operands.as_slice() {
        return membership(*user, group.text);
    }
    let text = |names: &[&str]| parted.flag(names).and_then(|flag| flag.value);
    AccountChange {
        id: parted.flag(&["u", "uid"]).and_then(valued),
        group: text(&["G", "ingroup", "gid"]),
        ..change(AccountKind::Create, parted.operands.first().copied())
    }
}

fn of_group<'a>(parted: &Parted<'a>) -> AccountChange<'a> {
    AccountChange {
        id: parted.flag(&["g", "gid"]).and_then(valued),
        shares_id: parted.flag(&["o", "non-unique"]).map(|flag| flag.argument.span),
        ..change(AccountKind::CreateGroup, parted.operands.first().copied())
    }
}

fn of_passwd<'a>(parted: &Parted<'a>) -> Option<AccountChange<'a>> {
    let empty = parted.flag(&["d", "delete"])?;
    // `passwd -d -l` locks it again.
    if parted.has(&["l", "lock"]) {
        return None;
    }
    let password = Password {
        span: empty.argument.span,
        kind: PasswordKind::Empty,
    };
    Some(AccountChange {
        password: Some(password),
        ..change(AccountKind::Change, parted.operands.first().copied())
    })
}

/// `echo 'name:password' | chpasswd`.
fn of_chpasswd<'a>(invocation: &Invocation<'a>) -> Option<AccountChange<'a>> {
    let from = invocation.piped_from().filter(|i| matches!(i.name, "echo" | "printf"));
    let word = from
        .as_ref()
        .and_then(|i| i.arguments().iter().find(|a| a.text.contains(':')));
    let Some(word) = word else {
        let redirects = &invocation.command().redirects;
        let input = redirects.iter().rfind(|redirect| redirect.operator == "<");
        if let Some((word, path)) = input.and_then(|input| {
            let word = input.target.as_ref()?;
            Some((word, word.value.as_deref()?))
        }) {
            return Some(with_password(None, word.span, PasswordKind::File(path)));
        }
        return Some(with_password(None, invocation.name_span(), PasswordKind::Unknown));
    };
    let (_, password) = word.text.split_once(':')?;
    let password = password.trim_end_matches("\\n").trim();
    let comes_from_elsewhere = password.contains(['$', '`', '%']) && !is_hash(password);
    let kind = match password {
        "" => PasswordKind::Empty,
        _ if comes_from_elsewhere => PasswordKind::Unknown,
        password if password.starts_with(['!', '*']) => return None,
        password => PasswordKind::Literal(password),
    };
    Some(with_password(Some(*word), word.span, kind))
}

fn with_password<'a>(name: Option<Argument<'a>>, span: Span, kind: PasswordKind<'a>) -> AccountChange<'a> {
    AccountChange {
        password: Some(Password { span, kind }),
        ..change(AccountKind::Change, name)
    }
}

#[cfg(test)]
mod tests {
    use plimsoll_syntax::shell::{Dialect, ShellOptions};
    use plimsoll_syntax::{FileId, TextBuilder};

    use super::*;
    use crate::command::invocation::Commands;

    fn described(code: &str) -> String {
        let mut text = TextBuilder::new(FileId(0));
        text.push_exact(code, 0);
        let commands = Commands::of_shell(&text.finish(), Dialect::Bash, ShellOptions::default());
        let found = commands.invocations().filter_map(|i| {
            let change = account_change(&i)?;
            let name = change.name.map_or("-", |name| name.text);
            let id = change.id.map_or("-", |(id, _)| id);
            let password = match change.password.map(|p| p.kind) {
                None => "",
                Some(PasswordKind::Empty) => " empty",
                Some(PasswordKind::Literal(_)) => " literal",
                Some(PasswordKind::File(_)) => " file",
                Some(PasswordKind::Unknown) => " unknown",
            };
            let group = change.group.unwrap_or("-");
            Some(format!(
                "{:?} {name} {id} {group} {}{password}",
                change.kind,
                change.groups.join("+")
            ))
        });
        found.collect::<Vec<_>>().join(";")
    }

    #[test]
    fn changes_are_read() {
        for (code, expected) in [
            (
                "useradd -r -u 1000 -g app -G docker,sudo app",
                "Create app 1000 app docker+sudo",
            ),
            ("useradd -lm -s /bin/sh app", "Create app - - "),
            ("adduser -D -u 1000 -G app app", "Create app 1000 app "),
            ("adduser --disabled-password --gecos '' app", "Create app - - "),
            ("adduser app docker", "Change app - - docker"),
            ("addgroup -g 1000 app", "CreateGroup app 1000 - "),
            ("addgroup --system --gid 1000 app", "CreateGroup app 1000 - "),
            ("addgroup app docker", "Change app - - docker"),
            ("groupadd -r app", "CreateGroup app - - "),
            ("usermod -aG docker,sudo app", "Change app - - docker+sudo"),
            ("gpasswd -a app docker", "Change app - - docker"),
            ("passwd -d root", "Change root - -  empty"),
            ("passwd -l root", ""),
            ("usermod -p '' root", "Change root - -  empty"),
            ("usermod -p '!' root", "Change root - - "),
            ("useradd -p hunter2 app", "Create app - -  literal"),
            ("useradd -p \"$PASS\" app", "Create app - -  unknown"),
            ("useradd -p '$6$abcdefgh$abcdefgh' app", "Create app - -  literal"),
            ("echo root:root | chpasswd", "Change root:root - -  literal"),
            ("echo \"app:$PASS\" | chpasswd", "Change app:$PASS - -  unknown"),
            ("chpasswd < /run/secrets/p", "Change - - -  file"),
        ] {
            assert_eq!(described(code), expected, "{code}");
        }
    }
}
