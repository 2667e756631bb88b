//! The accounts that the stages and services of a file run as.

use std::ops::Range;

use plimsoll_model::stage::account::{BaseUser, User};
use plimsoll_model::view::{Service, Stage, Subject};
use plimsoll_model::workspace::Workspace;

use super::{services, subject};

/// An account.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Account {
    /// What runs as it: `FROM`, or the name of the service.
    pub at: Range<usize>,
    /// Its name.
    pub name: String,
    /// Whether it is not written there, but comes from elsewhere.
    pub is_inherited: bool,
}

/// The accounts that are known in a file.
pub fn accounts(workspace: &Workspace, path: &str) -> Vec<Account> {
    match subject(workspace, path) {
        Some((Subject::Dockerfile(dockerfile), _)) => dockerfile.stages().filter_map(of_stage).collect(),
        Some((Subject::Compose(compose, _), source)) => {
            let services = services(workspace, compose, source);
            let mut accounts: Vec<Account> = services.iter().copied().filter_map(of_service).collect();
            accounts.sort_by(|one, other| (one.at.start, &one.name).cmp(&(other.at.start, &other.name)));
            accounts.dedup();
            // Where the ways to start it disagree, nothing can be said in a word.
            let is_alone = |account: &Account| accounts.iter().filter(|own| own.at == account.at).count() == 1;
            let is_everywhere = |account: &Account| {
                let mut own = services
                    .iter()
                    .filter(|own| own.facts().name.span.range() == account.at);
                own.all(|service| of_service(*service).is_some())
            };
            let alone = accounts
                .iter()
                .filter(|account| is_alone(account) && is_everywhere(account));
            alone.cloned().collect()
        }
        None => Vec::new(),
    }
}

fn of_stage(stage: Stage<'_>) -> Option<Account> {
    let (name, is_inherited) = account(stage)?;
    Some(Account {
        at: stage.from().node().span.range(),
        name,
        is_inherited,
    })
}

/// The account of a stage, and whether it is not set in it.
fn account(stage: Stage<'_>) -> Option<(String, bool)> {
    match stage.user() {
        User::Set { instruction, name } => {
            let is_own = instruction.stage().is_some_and(|own| own.index() == stage.index());
            Some((name.likely()?.clone(), !is_own))
        }
        User::Base(BaseUser::Root) => Some(("root".to_owned(), true)),
        User::Base(BaseUser::Unprivileged | BaseUser::Unknown) => None,
    }
}

fn of_service(service: Service<'_>) -> Option<Account> {
    // What the service itself says is there to be read.
    if service.facts().user.is_some() {
        return None;
    }
    let known = || {
        let is_unprivileged = service.known_image()?.runs_unprivileged(None)?;
        (!is_unprivileged).then(|| "root".to_owned())
    };
    let built = service.stage().and_then(|stage| Some(account(stage)?.0));
    Some(Account {
        at: service.facts().name.span.range(),
        name: built.or_else(known)?,
        is_inherited: true,
    })
}
