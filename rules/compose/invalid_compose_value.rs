use plimsoll_lint::{Check, Context, Fix, Page, Rule};
use plimsoll_model::compose::schema::faults;
use plimsoll_model::view::ComposeFile;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("invalid_compose_value.md")),
    checks: &[Check::Compose(check)],
};

fn check(compose: ComposeFile<'_>, cx: &mut Context<'_>) {
    let alone = compose.stands_alone();
    for fault in &faults(compose.facts()).values {
        // Another file may supply what is missing here.
        if fault.missing && !alone {
            continue;
        }
        let written = cx.text(fault.span);
        let finding = cx.report(fault.span, fault.message.as_str());
        if let Some(help) = &fault.help {
            finding.help(help.clone());
        }
        if fault.in_quotes {
            let quoted = fault.span.replace(format!("\"{written}\""));
            finding.fix(Fix::safe("put it in quotes", [quoted]));
        }
    }
}
