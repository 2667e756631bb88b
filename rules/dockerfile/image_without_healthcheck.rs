use plimsoll_lint::{Check, Context, Rule};
use plimsoll_model::Stage;
use plimsoll_syntax::dockerfile::{Arguments, Kind};

pub(crate) static RULE: Rule = Rule {
    page: include_str!("image_without_healthcheck.md"),
    checks: &[Check::Stage(check)],
};

fn check(stage: Stage<'_>, cx: &mut Context<'_>) {
    if !stage.is_shipped() {
        return;
    }
    match stage.healthcheck() {
        Some(check) => {
            if let Arguments::HealthcheckNone(span) = check.node().arguments {
                cx.report(span, "the health check is switched off").help(HELP);
            }
        }
        None => {
            // A program that serves nothing ends by itself when it fails.
            let starts = stage.start_command().instructions().next().is_some();
            if starts && stage.inherited(Kind::Expose).next().is_some() {
                cx.report(stage.place(), "the image has no health check").help(HELP);
            }
        }
    }
}

const HELP: &str = "write `HEALTHCHECK CMD` and a command that fails when the service does";
