//! The page of a policy, as `plimsoll explain` prints it.

use plimsoll_lint::{Group, Level, Target};

/// What a page says. A policy is off by itself, and has the same level in development: whoever wants
/// another one there says so in its `match`.
pub(crate) struct PolicyPage<'a> {
    pub(crate) id: &'a str,
    pub(crate) target: Target,
    pub(crate) level: Level,
    pub(crate) title: &'a str,
    pub(crate) help: Option<&'a str>,
    /// What follows the help.
    pub(crate) body: &'a str,
}

impl PolicyPage<'_> {
    pub(crate) fn text(&self) -> String {
        let Self {
            id,
            target,
            level,
            body,
            ..
        } = self;
        let title = self.title.replace('\n', " ");
        let help = self.help.map_or(String::new(), |help| format!("{help}\n\n"));
        format!(
            "---\nid: {id}\ngroup: {}\ntarget: {target}\nlevel: {level}\ndevelopment: {level}\ndefault: off\nsince: 0.1\n\
             examples: none\n---\n# {title}\n\n{help}{body}\n",
            Group::Policy,
        )
    }
}
