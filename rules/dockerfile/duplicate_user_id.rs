use std::collections::HashMap;

use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::command::account::{AccountKind, account_change};
use plimsoll_model::view::{Instruction, Stage};
use plimsoll_syntax::Span;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("duplicate_user_id.md")),
    checks: &[Check::Stage(check)],
};

fn check(stage: Stage<'_>, cx: &mut Context<'_>) {
    let mut users: HashMap<String, (String, Span)> = HashMap::new();
    let mut groups = HashMap::new();
    let code = stage.runs().flat_map(Instruction::build_code);
    for invocation in code.flat_map(|code| code.commands.invocations()) {
        let Some(change) = account_change(&invocation).filter(|change| change.kind != AccountKind::Change) else {
            continue;
        };
        if let Some(span) = change.shares_id {
            cx.report(span, "to the kernel, two accounts with the same id are one account")
                .help("give the account an id of its own");
            continue;
        }
        let (Some((id, span)), Some(name)) = (change.id, change.name) else {
            continue;
        };
        let is_known = id.bytes().all(|b| b.is_ascii_digit()) && name.is_literal;
        // Only one of two branches runs.
        let is_plain = invocation.command().role == plimsoll_syntax::shell::Role::Plain;
        if !is_known || !is_plain {
            continue;
        }
        let (ids, what) = match change.kind {
            AccountKind::CreateGroup => (&mut groups, "group"),
            _ => (&mut users, "account"),
        };
        match ids.get(id) {
            Some((other, place)) if *other != name.text => {
                cx.report(span, format!("the id `{id}` already belongs to the {what} `{other}`"))
                    .help(format!("give `{}` an id of its own", name.text))
                    .note(*place, format!("`{other}` gets it here"));
            }
            Some(_) => {}
            None => {
                ids.insert(id.to_owned(), (name.text.to_owned(), span));
            }
        }
    }
}
