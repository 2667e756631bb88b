use std::collections::HashMap;

use plimsoll_lint::{Check, Context, Fix, Page, Rule};
use plimsoll_model::stage::{Origin, VariableUse};
use plimsoll_model::view::Instruction;
use plimsoll_syntax::dockerfile::{Kind, Pair};

use crate::edit::instruction_break;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("self_referencing_env.md")),
    checks: &[Check::Instruction(Kind::Env, check)],
};

fn check(env: Instruction<'_>, cx: &mut Context<'_>) {
    let pairs = env.node().pairs();
    if pairs.len() < 2 {
        return;
    }
    // The first pair that sets each name.
    let mut set: HashMap<&str, usize> = HashMap::new();
    for (index, pair) in pairs.iter().enumerate() {
        set.entry(pair.key.as_written()).or_insert(index);
    }
    for used in env.variable_uses().into_iter().filter(|used| !used.has_substitute) {
        let name = &*used.variable.name.value;
        let user = pairs.iter().position(|pair| pair.span.contains(used.variable.span));
        let (Some(user), Some(&first)) = (user, set.get(name)) else {
            continue;
        };
        let own_name = pairs[user].key.as_written() == name;
        let has_former_value = env.origin(name) != Some(Origin::Nowhere) && env.origin(name) != Some(Origin::MaybeBase);
        // A name that extends its former value in its own pair is fine, unless it was already set
        // in the same line. So is another one that takes a former value, which may be meant.
        if user == first || (has_former_value && !own_name) || (first > user) {
            continue;
        }
        let finding = cx.report(
            used.variable.span,
            format!("`{name}` is set by this same `ENV`, so its former value is used here"),
        );
        finding.help("set it in an `ENV` of its own, above");
        finding.note(pairs[first].span, "set here");
        if env.origin(name) == Some(Origin::MaybeBase) && !own_name {
            finding.case("maybe-base");
        }
        if let Some(fix) = fix(env, user, &set) {
            finding.fix(fix);
        }
    }
}

/// Ends the instruction before the pair that uses the variable. That is surely what was meant where
/// nothing behind the new end has had a former value that it loses.
fn fix(env: Instruction<'_>, user: usize, set: &HashMap<&str, usize>) -> Option<Fix> {
    let pairs = env.node().pairs();
    let [before, after]: &[Pair; 2] = pairs.get(user.checked_sub(1)?..=user)?.try_into().ok()?;
    let gap = before.span.at_end().to(after.span.at_start());
    let edit = instruction_break(env, gap).filter(|_| env.node().onbuild.is_none())?;
    let is_behind = |used: &VariableUse<'_>| used.variable.span.start >= after.span.start;
    let mut changing = env.variable_uses().into_iter().filter(is_behind).filter(|used| {
        let first = set.get(&*used.variable.name.value);
        first.is_some_and(|&first| first < user)
    });
    let is_sure = changing.all(|used| env.origin(&used.variable.name.value) == Some(Origin::Nowhere));
    let fix = if is_sure { Fix::safe } else { Fix::unsafe_ };
    Some(fix("set it in an `ENV` of its own".to_owned(), vec![edit]))
}
