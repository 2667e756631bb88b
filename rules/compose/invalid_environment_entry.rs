use plimsoll_lint::{Check, Context, Fix, Page, Rule};
use plimsoll_model::compose::{KeyValue, PairFault};
use plimsoll_model::view::Service;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("invalid_environment_entry.md")),
    checks: &[Check::Service(check)],
};

fn check(service: Service<'_>, cx: &mut Context<'_>) {
    for pair in service.facts().environment() {
        if let Some(fault) = pair.fault() {
            report(pair, &fault, cx);
        }
    }
}

fn report(pair: &KeyValue, fault: &PairFault, cx: &mut Context<'_>) {
    match fault {
        PairFault::Quoted { span, inner } => {
            // The quotes do harm in most programs, but some remove them.
            cx.report(*span, "the quotes are part of the value")
                .case("quoted")
                .help("remove them, or put the whole entry in quotes")
                .fix(Fix::unsafe_("remove the quotes", [span.replace(inner.to_string())]));
        }
        PairFault::BlankInName { span, name } => {
            cx.report(*span, "the name ends with a space")
                .help("put `=` right after the name")
                .fix(Fix::unsafe_("remove the space", [span.replace(name.to_string())]));
        }
        PairFault::Colon { span, colon } => {
            cx.report(*span, "there is a colon where `=` belongs")
                .help("write `NAME=value`")
                .fix(Fix::unsafe_("write `=`", [colon.replace("=")]));
        }
        PairFault::NoName => {
            cx.report(pair.span, "the variable has no name")
                .help("write `NAME=value`");
        }
    }
}
