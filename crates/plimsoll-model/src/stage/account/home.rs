//! The home folder of the account that an instruction runs as.

use plimsoll_syntax::dockerfile::Kind;

use super::user::is_root;
use super::{BaseUser, User};
use crate::base::{Value, path};
use crate::command::Invocation;
use crate::command::account::{AccountKind, account_change};
use crate::view::{Instruction, Stage};

impl<'a> Instruction<'a> {
    /// The home folder that a program of it sees: `HOME`, or else that of the account. Unknown for
    /// accounts of which the file does not say where they live.
    pub(crate) fn home_of(self, program: &Invocation<'a>) -> Value<String> {
        if !program.wrappers.is_empty() {
            return Value::Unknown;
        }
        // runc v1.1, libcontainer/init_linux.go: the account decides where nothing else sets it.
        if let Some(home) = self.variable_of(program, "HOME") {
            return home;
        }
        let Some(stage) = self.stage() else {
            return Value::Unknown;
        };
        let mut before = stage.inherited(Kind::User).filter(|user| user.index() < self.index());
        let name = match before.next() {
            Some(user) => user.user_named(),
            None if matches!(stage.root().user(), User::Base(BaseUser::Root)) => Value::Known("root".to_owned()),
            None => Value::Unknown,
        };
        name.map(|name| stage.home(&name, self.index())).flatten()
    }
}

impl Stage<'_> {
    /// Whether it works in the home folder of root, or keeps files there.
    pub fn uses_home_of_root(self) -> bool {
        let is_there = |path: &str| path::is_below(path, "/root");
        let mut placed = self.ancestors().flat_map(Stage::placed);
        let leads_there = |instruction: Instruction<'_>| {
            let mut values = instruction.node().pairs().iter().filter_map(|pair| pair.value.as_ref());
            // `PATH` names several folders.
            values.any(|value| {
                instruction
                    .expand(value)
                    .as_str()
                    .likely()
                    .unwrap_or(value.as_written())
                    .split(':')
                    .any(is_there)
            })
        };
        let mut steps = self.ancestors().flat_map(Stage::runs).flat_map(Instruction::steps);
        self.final_workdir().is_some_and(|folder| is_there(&folder))
            || placed.any(|file| is_there(file.path))
            || self.inherited(Kind::Env).any(leads_there)
            || steps.any(|step| keeps_in_home(&step))
    }

    /// The home folder of an account before an instruction of the file.
    fn home(self, account: &str, index: usize) -> Option<String> {
        if is_root(account) {
            return Some("/root".to_owned());
        }
        if self.spare_account() == Some(account) {
            return Some(format!("/home/{account}"));
        }
        let earlier = self.ancestors().flat_map(Stage::runs).filter(|run| run.index() < index);
        earlier
            .flat_map(Instruction::steps)
            .find_map(|step| home_given(&step, account))?
    }
}

/// Whether a step puts something into the home folder of root that is more than its settings and caches.
fn keeps_in_home(step: &Invocation<'_>) -> bool {
    let is_kept = |path: &str| {
        let below = path.strip_prefix("/root/");
        below.is_some_and(|below| !below.is_empty() && !below.starts_with('.'))
            || path == "/root" && matches!(step.name, "cp" | "mv")
    };
    let puts = matches!(
        step.name,
        "cp" | "mv" | "mkdir" | "git" | "bash" | "sh" | "tar" | "unzip" | "install"
    );
    puts && step
        .arguments()
        .iter()
        .any(|argument| is_kept(argument.text.trim_end_matches('/')))
}

/// The home folder that a command gives an account if it creates it; none inside if that depends on
/// more than its words.
fn home_given(step: &Invocation<'_>, account: &str) -> Option<Option<String>> {
    let change = account_change(step).filter(|change| change.kind == AccountKind::Create)?;
    change.name.filter(|name| name.is_literal && name.text == account)?;
    let names: &[&str] = match step.name {
        "useradd" => &["d", "home-dir", "home"],
        _ => &["h", "home"],
    };
    let parted = step.parted();
    Some(match parted.flag(names) {
        Some(flag) => flag.value.filter(|home| home.starts_with('/')).map(str::to_owned),
        // adduser(8) of Debian: system accounts get a home only if asked.
        None if step.name == "adduser" && parted.has(&["system"]) => None,
        None => Some(format!("/home/{account}")),
    })
}

#[cfg(test)]
mod tests {
    use crate::stage::tests::last_stage;

    #[test]
    fn accounts_live_where_the_file_says() {
        for (text, expected) in [
            ("FROM debian:12.7\nRUN x", Some("/root")),
            ("FROM debian:12.7\nUSER 0:0\nRUN x", Some("/root")),
            ("FROM debian:12.7\nENV HOME=/srv\nRUN x", Some("/srv")),
            (
                "FROM debian:12.7\nRUN useradd -m app\nUSER app\nRUN x",
                Some("/home/app"),
            ),
            (
                "FROM debian:12.7\nRUN useradd -m -d /app app\nUSER app\nRUN x",
                Some("/app"),
            ),
            (
                "FROM debian:12.7\nRUN useradd -m app\nUSER app\nUSER root\nRUN x",
                Some("/root"),
            ),
            ("FROM debian:12.7\nRUN adduser --system app\nUSER app\nRUN x", None),
            (
                "FROM alpine:3.20\nRUN adduser -D -h /data app\nUSER app\nRUN x",
                Some("/data"),
            ),
            ("FROM debian:12.7\nUSER 1000\nRUN x", None),
            ("FROM debian:12.7\nUSER app\nRUN x", None),
            ("FROM node:22.11.0\nUSER node\nRUN x", Some("/home/node")),
            ("FROM registry.example.com/a:1\nRUN x", None),
            ("FROM debian:12.7\nRUN sudo x", None),
        ] {
            let home = last_stage(&format!("{text}\n"), |stage| {
                let run = stage.runs().last().expect("a RUN");
                let step = run.steps().next().expect("a program");
                run.home_of(&step).likely()
            });
            assert_eq!(home.as_deref(), expected, "{text}");
        }
    }
}
