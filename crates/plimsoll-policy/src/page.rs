//! The page of a policy, as `plimsoll explain` prints it.

use plimsoll_lint::{Group, Target};

use crate::Policy;

pub(crate) fn of(policy: &Policy) -> String {
    let matching = &policy.matching;
    let target = match (
        matching.is_on_services() || matching.is_on_projects(),
        matching.is_on_stages(),
    ) {
        (true, true) => Target::Project,
        (true, false) => Target::Compose,
        (false, _) => Target::Dockerfile,
    };
    let help = policy.help.as_ref().map_or(String::new(), |help| format!("{help}\n\n"));
    format!(
        "---\nid: {}\ngroup: {}\ntarget: {target}\nlevel: {level}\ndevelopment: {level}\ndefault: off\nsince: 0.1\n\
         examples: none\n---\n# {}\n\n{help}A policy of this repository:\n\n```toml\n{}\n```\n",
        policy.id,
        Group::Policy,
        policy.message.title().replace('\n', " "),
        policy.text.trim_end(),
        level = policy.level,
    )
}
