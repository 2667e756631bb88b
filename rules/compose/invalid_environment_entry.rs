use plimsoll_lint::{Check, Context, Fix, Page, Rule};
use plimsoll_model::compose::{KeyValue, PairFault};
use plimsoll_model::view::Service;

use crate::compose_edit;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("invalid_environment_entry.md")),
    checks: &[Check::Service(check)],
};

fn check(service: Service<'_>, cx: &mut Context<'_>) {
    for pair in service.facts().environment() {
        if let Some(fault) = pair.fault() {
            report(service, pair, fault, cx);
        }
    }
}

fn report(service: Service<'_>, pair: &KeyValue, fault: PairFault, cx: &mut Context<'_>) {
    match fault {
        PairFault::Quoted { span, quotes } => {
            // The quotes do harm in most programs, but some remove them.
            let finding = cx.report(span, "the quotes are part of the value");
            finding
                .case("quoted")
                .help("remove them, or put them around the whole entry");
            let edits = quotes.map(|quote| quote.replace("")).to_vec();
            if let Some(edits) = compose_edit::in_scalar(service.compose(), edits) {
                finding.fix(Fix::unsafe_("remove the quotes", edits));
            }
        }
        PairFault::BlankInName { span, blanks } => {
            let finding = cx.report(span, "the name ends with a space");
            finding.help("put `=` right after the name");
            if let Some(edits) = compose_edit::in_scalar(service.compose(), vec![blanks.replace("")]) {
                finding.fix(Fix::unsafe_("remove the space", edits));
            }
        }
        PairFault::Colon { span, colon } => {
            let finding = cx.report(span, "there is a colon where `=` belongs");
            finding.help("write `NAME=value`");
            if let Some(edits) = compose_edit::in_scalar(service.compose(), vec![colon.replace("=")]) {
                finding.fix(Fix::unsafe_("write `=`", edits));
            }
        }
        PairFault::NoName => {
            cx.report(pair.span, "the variable has no name")
                .help("write `NAME=value`");
        }
    }
}
