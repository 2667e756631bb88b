use plimsoll_lint::{Check, Context, Fix, Page, Rule};
use plimsoll_model::command::telemetry;
use plimsoll_model::view::Stage;

use crate::edit::{keyword_like, lines_before};

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("telemetry_left_on.md")),
    checks: &[Check::Stage(check)],
};

fn check(stage: Stage<'_>, cx: &mut Context<'_>) {
    let mut seen: Vec<&str> = Vec::new();
    for run in stage.runs() {
        for invocation in run.steps() {
            let Some(found) = telemetry(invocation.argv()).filter(|found| !seen.contains(&found.tool)) else {
                continue;
            };
            let is_set = |name: &&str| run.variable_of(&invocation, name).is_some();
            if found.variables.iter().any(is_set) {
                continue;
            }
            seen.push(found.tool);
            let message = format!("{} sends usage data to its makers", found.tool);
            let variable = format!("{}={}", found.variables[0], found.value);
            let line = format!("{} {variable}", keyword_like(run, "ENV"));
            let finding = cx.report(found.span, message);
            finding.help(format!("set `ENV {variable}`"));
            if let Some(edit) = lines_before(run, &[line]) {
                finding.fix(Fix::unsafe_(format!("set `{variable}`"), [edit]));
            }
        }
    }
}
