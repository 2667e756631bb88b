use std::collections::HashSet;

use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::command::package::{Action, Manager, package_command};
use plimsoll_model::view::Instruction;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("apk_build_packages_not_grouped.md")),
    checks: &[Check::Run(check)],
};

fn check(run: Instruction<'_>, cx: &mut Context<'_>) {
    let mut added: HashSet<&str> = HashSet::new();
    for step in run.steps() {
        let Some(command) = package_command(step.argv()).filter(|c| c.manager == Manager::Apk) else {
            continue;
        };
        let names = command
            .packages
            .iter()
            .filter(|p| p.argument.is_literal)
            .map(|p| p.name);
        match command.action {
            Action::Install => added.extend(names),
            Action::Remove => {
                let again: Vec<&str> = names.filter(|name| added.contains(name)).collect();
                // One package needs no group.
                let [first, second, ..] = again[..] else { continue };
                let message = format!("`{first}` and `{second}` are added and removed one by one");
                cx.report(command.head(), message)
                    .help("group them: `apk add --virtual .build …`, then `apk del .build`");
            }
            _ => {}
        }
    }
}
