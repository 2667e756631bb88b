use plimsoll_lint::{Check, Context, Fix, Page, Rule};
use plimsoll_model::view::Instruction;
use plimsoll_syntax::Span;
use plimsoll_syntax::dockerfile::Kind;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("user_group_drops_memberships.md")),
    checks: &[Check::Instruction(Kind::User, check)],
};

fn check(instruction: Instruction<'_>, cx: &mut Context<'_>) {
    let Some(word) = instruction.node().words().first() else {
        return;
    };
    let text = instruction.expand(word).likely();
    let Some((user, group)) = text.as_deref().and_then(|text| text.split_once(':')) else {
        return;
    };
    let mut lost = instruction.groups_of(user);
    lost.retain(|other| *other != group);
    if lost.is_empty() {
        return;
    }
    let text = format!("with `:{group}` the process is not a member of `{}`", lost.join("`, `"));
    let kept = cx.text(word.span).split_once(':').map(|(kept, _)| kept.len());
    let finding = cx.report(word.span, text);
    finding.help(format!("write `USER {user}`, which keeps all groups of the account"));
    if let Some(kept) = kept.filter(|kept| *kept > 0 && word.as_written().get(..*kept) == Some(user)) {
        let group = Span::new(word.span.file, word.span.start as usize + kept, word.span.end as usize);
        finding.fix(Fix::unsafe_("leave out the group", [group.replace("")]));
    }
}
