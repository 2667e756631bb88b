//! The groups that the accounts of a stage were added to.

use plimsoll_syntax::dockerfile::Kind;

use crate::command::account::account_change;
use crate::dockerfile::Memberships;
use crate::view::{Dockerfile, Instruction};

/// At most this many groups of one account are kept for each stage; nobody has more.
const MOST: usize = 64;

impl<'a> Instruction<'a> {
    /// The groups that an account was added to before, in this stage and in those it is built from;
    /// each once.
    pub fn groups_of(self, account: &str) -> Vec<&'a str> {
        let Some(stage) = self.stage() else {
            return Vec::new();
        };
        let dockerfile = self.dockerfile();
        let known = &dockerfile.facts().memberships;
        let memberships = known.get_or_init(|| memberships(dockerfile));
        let mut groups: Vec<&str> = Vec::new();
        for stage in stage.ancestors() {
            let own = memberships[stage.index()].get(account).into_iter().flatten();
            for (_, group) in own.filter(|(at, _)| *at < self.index()) {
                if groups.len() < MOST && !groups.contains(&&**group) {
                    groups.push(group);
                }
            }
        }
        groups
    }

    /// Accounts, each with a group that a command adds it to.
    fn new_memberships(self) -> Vec<(&'a str, &'a str)> {
        let mut found = Vec::new();
        for invocation in self.steps() {
            let Some(change) = account_change(&invocation) else {
                continue;
            };
            let Some(account) = change.name else { continue };
            let groups = change.groups.into_iter().filter(|group| !group.contains('$'));
            found.extend(groups.map(|group| (account.text, group)));
        }
        found
    }
}

/// The groups of all accounts of a Dockerfile, stage by stage.
fn memberships(dockerfile: Dockerfile<'_>) -> Vec<Memberships> {
    let stages = dockerfile.stages().map(|stage| {
        let mut accounts = Memberships::new();
        for run in stage.of_kind(Kind::Run) {
            for (account, group) in run.new_memberships() {
                let groups = accounts.entry(account.into()).or_default();
                if groups.len() < MOST && groups.iter().all(|(_, known)| **known != *group) {
                    groups.push((run.index(), group.into()));
                }
            }
        }
        accounts
    });
    stages.collect()
}

#[cfg(test)]
mod tests {
    use plimsoll_syntax::dockerfile::Kind;

    use crate::view::testing;

    #[test]
    fn groups_come_from_the_chain_and_from_before() {
        let text = "FROM a AS base\nUSER app:app\nRUN useradd -G wheel app\nFROM base\n\
                    RUN usermod -aG docker,wheel app && adduser other audio\nUSER app:app\nRUN adduser app video\nUSER app:app\n";
        testing::dockerfile(text, |file| {
            let groups = |account: &str| -> Vec<Vec<&str>> {
                let users = file.stages().flat_map(|stage| stage.of_kind(Kind::User));
                users.map(|user| user.groups_of(account)).collect()
            };
            let late = vec!["docker", "wheel", "video"];
            assert_eq!(groups("app"), [vec![], vec!["docker", "wheel"], late]);
            assert_eq!(groups("nobody"), [vec![], vec![], Vec::<&str>::new()]);
        });
    }
}
