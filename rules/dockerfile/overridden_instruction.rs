use plimsoll_lint::{Check, Context, Fix, Page, Rule};
use plimsoll_model::view::Stage;
use plimsoll_syntax::dockerfile::Kind;

use crate::edit::without;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("overridden_instruction.md")),
    checks: &[Check::Stage(check)],
};

fn check(stage: Stage<'_>, cx: &mut Context<'_>) {
    for kind in [Kind::Cmd, Kind::Entrypoint, Kind::Healthcheck] {
        let mut of_kind = stage.of_kind(kind).rev();
        let Some(last) = of_kind.next() else { continue };
        for earlier in of_kind {
            let name = kind.name();
            let text = format!("this `{name}` has no effect: a later one replaces it");
            let finding = cx.report(earlier.keyword(), text);
            finding.help("remove it, or move it to the stage that it was meant for");
            finding.note(last.keyword(), format!("the `{name}` that takes effect"));
            if let Some(edit) = without(earlier) {
                finding.fix(Fix::safe("remove it", [edit]));
            }
        }
    }
}
