use plimsoll_lint::{Check, Context, Fix, Page, Rule};
use plimsoll_model::view::Service;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("variable_swallowed_by_interpolation.md")),
    checks: &[Check::Service(check)],
};

fn check(service: Service<'_>, cx: &mut Context<'_>) {
    for variable in service.swallowed_variables() {
        let name = &variable.name.value;
        let text = format!("Compose replaces `${name}` itself, the container's is not seen");
        let dollar = variable.span.at_start();
        cx.report(variable.span, text)
            .help(format!(
                "write `$${name}`, and have a shell of the container replace it"
            ))
            .fix(Fix::unsafe_("write two dollar signs", [dollar.replace("$")]));
    }
}
