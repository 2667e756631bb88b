//! Mounts that a service only prepares for others.

use crate::base::path;
use crate::command::{Invocation, Source, interpreter, is_shell};
use crate::compose::Mount;
use crate::view::Service;

/// Programs that change a folder and run nothing in it.
const PREPARING: [&str; 8] = ["chgrp", "chmod", "chown", "install", "ls", "mkdir", "stat", "test"];

impl Service<'_> {
    /// Whether all that the service does with a mount is to make folders in it, or to change whose
    /// they are. What it starts then lies elsewhere.
    pub fn only_prepares(self, mount: &Mount) -> bool {
        let Some(target) = mount.target_path().likely().filter(|target| *target != "/") else {
            return false;
        };
        let facts = self.facts();
        let works_there = facts.working_dir.as_ref().is_some_and(|folder| {
            folder
                .value
                .likely()
                .is_none_or(|folder| path::is_below(folder, target))
        });
        if works_there || facts.build.is_some() {
            return false;
        }
        let uses = |invocation: &Invocation<'_>| {
            // The code of a shell is read as programs of its own.
            let code = match interpreter(invocation.argv()).map(|shell| shell.source) {
                Some(Source::Code(at)) if is_shell(invocation.name) => at,
                _ => usize::MAX,
            };
            let mut words = invocation.argv().iter().enumerate();
            words.any(|(at, word)| at != code && word.text.contains(target))
        };
        let invocations = facts.commands().iter().flat_map(|commands| commands.invocations());
        let mut users = invocations.filter(uses).peekable();
        users.peek().is_some() && users.all(|user| PREPARING.contains(&user.name))
    }
}

#[cfg(test)]
mod tests {
    use crate::view::testing;

    #[test]
    fn preparations() {
        for (keys, expected) in [
            ("command: 'sh -c \"mkdir -p /src/logs && exec serve\"'", true),
            (
                "entrypoint: /bin/bash, command: ['-c', 'chown -R 50000 /src/logs && exec /entrypoint version']",
                true,
            ),
            ("command: 'sh -c \"mkdir -p /src/logs && exec /src/serve\"'", false),
            ("command: 'sh -c \"mkdir -p /src/logs && cd /src && make\"'", false),
            ("command: 'mkdir -p /src/logs', working_dir: /src", false),
            ("command: serve", false),
            ("user: root", false),
        ] {
            let text = format!("image: x, volumes: ['.:/src'], {keys}");
            let found = testing::service(&text, |service| service.only_prepares(&service.facts().mounts()[0]));
            assert_eq!(found, expected, "{keys}");
        }
    }
}
