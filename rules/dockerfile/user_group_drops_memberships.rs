use plimsoll_lint::{Check, Context, Rule};
use plimsoll_model::command::account_change;
use plimsoll_model::{Instruction, Stage};
use plimsoll_syntax::dockerfile::Kind;

pub(crate) static RULE: Rule = Rule {
    page: include_str!("user_group_drops_memberships.md"),
    checks: &[Check::Instruction(Kind::User, check)],
};

fn check(instruction: Instruction<'_>, cx: &mut Context<'_>) {
    let Some((stage, word)) = instruction.stage().zip(instruction.node().words().first()) else {
        return;
    };
    let text = instruction.expand(word).likely();
    let Some((user, group)) = text.as_deref().and_then(|text| text.split_once(':')) else {
        return;
    };
    let groups = memberships(stage, instruction, user);
    let lost: Vec<String> = groups.into_iter().filter(|other| other != group).collect();
    if lost.is_empty() {
        return;
    }
    let text = format!("with `:{group}` the process is not a member of `{}`", lost.join("`, `"));
    cx.report(word.span, text)
        .help(format!("write `USER {user}`, which keeps all groups of the account"));
}

/// The groups that an account was made a member of before.
fn memberships(stage: Stage<'_>, before: Instruction<'_>, user: &str) -> Vec<String> {
    let runs = stage.ancestors().flat_map(|stage| stage.of_kind(Kind::Run));
    let code = runs
        .filter(|run| run.index() < before.index())
        .flat_map(Instruction::build_code);
    let mut groups: Vec<String> = Vec::new();
    for invocation in code.flat_map(|code| code.commands.invocations()) {
        let change = account_change(&invocation).filter(|change| change.name.is_some_and(|name| name.text == user));
        for group in change.iter().flat_map(|change| &change.groups) {
            if !group.contains('$') && !groups.iter().any(|known| known == group) {
                groups.push((*group).to_owned());
            }
        }
    }
    groups
}
