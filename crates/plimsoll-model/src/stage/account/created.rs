//! Accounts that the steps of a stage create, and whether anything uses them.

use plimsoll_syntax::Span;
use plimsoll_syntax::dockerfile::Kind;
use plimsoll_syntax::shell::Role;

use super::User;
use crate::command::Invocation;
use crate::command::account::{AccountKind, account_change};
use crate::view::{Instruction, Stage};

/// An account that a RUN creates.
#[derive(Clone, Copy, Debug)]
pub struct CreatedAccount<'a> {
    pub name: &'a str,
    /// The name in the command.
    pub span: Span,
    /// It is created in a branch of an `if` or `case`.
    pub(crate) is_conditional: bool,
}

/// Accounts that development containers attach to, by the settings of the editor.
const OF_EDITORS: [&str; 4] = ["codespace", "coder", "gitpod", "vscode"];

/// Accounts whose numbers stand for those of containers; nothing runs as one.
const FOR_MAPPING: [&str; 2] = ["containers", "dockremap"];

/// Accounts that well-known servers switch to by themselves, which nothing in a Dockerfile shows.
const OF_SERVERS: [&str; 14] = [
    "apache",
    "haproxy",
    "memcached",
    "mysql",
    "named",
    "nginx",
    "postfix",
    "postgres",
    "rabbitmq",
    "redis",
    "sshd",
    "tor",
    "unbound",
    "www-data",
];

impl<'a> Stage<'a> {
    /// The last account that a step of the chain creates, if a `USER` behind it could name it.
    pub fn created_account(self) -> Option<&'a str> {
        let runs = self
            .ancestors()
            .flat_map(|stage| stage.runs().collect::<Vec<_>>().into_iter().rev());
        let mut created = runs.filter_map(|run| {
            let changes: Vec<_> = run
                .steps()
                .filter_map(|invocation| account_change(&invocation))
                .collect();
            let mut created = changes.into_iter().filter(|change| change.kind == AccountKind::Create);
            let name = created
                .rfind(|change| !change.name.is_some_and(|name| FOR_MAPPING.contains(&name.text)))?
                .name;
            name.map(|name| (run, name.text))
        });
        let (run, name) = created.next()?;
        (!name.contains('$') || run.knows_variables(name)).then_some(name)
    }

    /// The last account that a step of the chain creates, if nothing else in the chain refers to
    /// it: no USER, no `chown`, no setting. Membership of a group is not a use. Accounts that
    /// servers or editors use by themselves do not count; by convention many begin with `_`.
    pub fn unused_account(self) -> Option<CreatedAccount<'a>> {
        let mut created = self
            .ancestors()
            .flat_map(|stage| stage.runs().collect::<Vec<_>>().into_iter().rev());
        let account = created.find_map(|run| run.created_accounts().last())?;
        let is_taken = |names: &[&str]| names.contains(&account.name);
        // `USER $ID` names the account that a branch creates, or else none.
        if account.is_conditional && self.starts_as_variable() {
            return None;
        }
        if account.name.starts_with('_') || is_taken(&OF_SERVERS) || is_taken(&OF_EDITORS) {
            return None;
        }
        let mut instructions = self.ancestors().flat_map(Stage::instructions);
        (!instructions.any(|instruction| instruction.uses_account(account.name))).then_some(account)
    }
}

impl Stage<'_> {
    /// Whether its `USER` is a variable.
    pub fn starts_as_variable(self) -> bool {
        match self.user() {
            User::Set { instruction, .. } => instruction.node().text.as_str().contains('$'),
            User::Base(_) => false,
        }
    }
}

impl<'a> Instruction<'a> {
    /// The accounts that it creates, if their names are literal.
    pub(crate) fn created_accounts(self) -> impl Iterator<Item = CreatedAccount<'a>> {
        self.steps().filter_map(|step| {
            let change = account_change(&step).filter(|change| change.kind == AccountKind::Create)?;
            let name = change.name.filter(|name| name.is_literal)?;
            Some(CreatedAccount {
                name: name.text,
                span: name.span,
                is_conditional: step.script.is_within(step.index, Role::Branch),
            })
        })
    }

    fn uses_account(self, name: &str) -> bool {
        let node = self.node();
        if let Some(owner) = node.flag("chown").and_then(|flag| flag.value.as_ref()) {
            return speaks_of(owner.as_written(), name);
        }
        match node.kind {
            Kind::Run if self.code().is_empty() => speaks_of(node.text.as_str(), name),
            Kind::Run => {
                let in_heredoc = node
                    .heredocs
                    .iter()
                    .any(|heredoc| speaks_of(heredoc.body.as_str(), name));
                let is_script = self.code().iter().any(|code| code.heredoc);
                (in_heredoc && !is_script) || self.steps().any(|invocation| uses(&invocation, name))
            }
            Kind::Cmd | Kind::Entrypoint | Kind::Env | Kind::Healthcheck | Kind::Onbuild | Kind::User => {
                speaks_of(node.text.as_str(), name)
            }
            _ => false,
        }
    }
}

/// Whether a command uses an account, as opposed to creating or changing it.
fn uses(invocation: &Invocation<'_>, name: &str) -> bool {
    if let Some(change) = account_change(invocation) {
        let is_own = change.name.is_some_and(|own| own.text == name);
        let is_group = change.group == Some(name) || change.groups.contains(&name);
        return !is_own && is_group || change.password.is_some();
    }
    let wrapped = invocation.wrappers.iter().flat_map(|wrapper| &wrapper.argv);
    let mut words = invocation.arguments().iter().chain(wrapped);
    words.any(|argument| speaks_of(argument.text, name))
}

/// Whether one of the words of a text is the name: `app`, `app:app`, `["gosu", "app"]`, but not
/// `/app`.
fn speaks_of(text: &str, name: &str) -> bool {
    let ends =
        |c: char| c.is_whitespace() || matches!(c, ':' | '=' | ',' | '@' | '"' | '\'' | '[' | ']' | '(' | ')' | ';');
    text.split(ends).any(|word| word == name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stage::tests::last_stage;

    #[test]
    fn accounts_without_use() {
        for (text, expected) in [
            ("RUN useradd -m app", Some("app")),
            (
                "RUN addgroup -S app && adduser -S -G app app\nWORKDIR /app",
                Some("app"),
            ),
            ("RUN useradd app && usermod -aG docker app", Some("app")),
            ("RUN useradd $NAME", None),
            ("ARG ID=0\nRUN if [ $ID != 0 ]; then useradd app; fi\nUSER $ID", None),
            ("ARG ID=0\nRUN if [ $ID != 0 ]; then useradd app; fi", Some("app")),
            ("RUN useradd app\nUSER app\nUSER root", None),
            ("RUN useradd app\nCOPY --chown=app:app a /a", None),
            ("RUN useradd app && chown -R app /data", None),
            ("RUN useradd app && echo 'app ALL=(ALL) ALL' >> /etc/sudoers", None),
            ("RUN useradd app && echo app:x | chpasswd", None),
            ("RUN useradd app && useradd -g app web", Some("web")),
            ("RUN useradd app\nENTRYPOINT [\"gosu\", \"app\", \"x\"]", None),
            ("RUN groupadd app", None),
            ("RUN useradd -r nginx && useradd _smtpd", None),
            ("RUN useradd _smtpd && useradd -r nginx", None),
            ("RUN useradd -m vscode", None),
        ] {
            let name = last_stage(&format!("FROM debian:12.7\n{text}\n"), |stage| {
                stage.unused_account().map(|account| account.name.to_owned())
            });
            assert_eq!(name.as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn the_chain_counts() {
        let text = "FROM debian:12.7 AS base\nRUN useradd app\nFROM base\nUSER app\n";
        assert!(last_stage(text, |stage| stage.unused_account().is_none()));
        assert!(speaks_of("a:app", "app") && !speaks_of("/app apps", "app"));
    }
}
