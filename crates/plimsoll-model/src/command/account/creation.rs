//! Accounts that a command creates.

use plimsoll_syntax::Span;

use crate::command::argument::{Argument, Parted};

/// The arguments of `useradd`.
#[derive(Clone, Copy, Debug)]
pub struct NewAccount {
    /// The number and its place; none if it is not given, or not a plain number.
    pub id: Option<(u64, Span)>,
    /// It records the account in the files of last logins, which are as long as the highest number.
    pub logs: bool,
}

/// The account that a command creates. Alpine's `adduser` keeps no such files.
pub fn created_account(argv: &[Argument<'_>]) -> Option<NewAccount> {
    if argv.first()?.program() != "useradd" {
        return None;
    }
    let parted = Parted::of(argv);
    let id = parted
        .flag(&["u", "uid"])
        .and_then(|flag| Some((flag.value?.parse().ok()?, flag.value_span?)));
    Some(NewAccount {
        id,
        logs: !parted.has(&["l", "no-log-init"]),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::tests::commands;

    #[test]
    fn numbers_of_accounts() {
        let commands = commands("useradd -m -u 123456 a; useradd -lmu 1 b; useradd --uid=$ID c; adduser -u 123456 d");
        let found: Vec<_> = commands
            .invocations()
            .filter_map(|i| created_account(i.argv()))
            .collect();
        assert_eq!(
            found.iter().map(|a| a.id.map(|id| id.0)).collect::<Vec<_>>(),
            [Some(123_456), Some(1), None]
        );
        assert_eq!(found.iter().map(|a| a.logs).collect::<Vec<_>>(), [true, false, true]);
    }
}
