use plimsoll_lint::{Check, Context, Fix, Page, Rule};
use plimsoll_model::compose::interpolation::Variable;
use plimsoll_model::view::{ComposeFile, Service};

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("variable_swallowed_by_interpolation.md")),
    checks: &[Check::Service(check), Check::Compose(check_contents)],
};

fn check(service: Service<'_>, cx: &mut Context<'_>) {
    for variable in service.swallowed_variables() {
        let help = "and let a shell in the container replace it";
        report(variable, "so the container's value is not used", help, cx);
    }
    for variable in service.swallowed_by_build() {
        report(
            variable,
            "so the build's value is not used",
            "for the build to replace it",
            cx,
        );
    }
}

fn check_contents(compose: ComposeFile<'_>, cx: &mut Context<'_>) {
    for variable in compose.swallowed_by_contents() {
        let help = "for the program that reads the config";
        report(variable, "so the program never sees it", help, cx);
    }
}

fn report(variable: &Variable, effect: &str, purpose: &str, cx: &mut Context<'_>) {
    let name = &variable.name.value;
    let text = format!("Compose replaces `${name}` itself, {effect}");
    let dollar = variable.span.at_start();
    cx.report(variable.span, text)
        .help(format!("write `$${name}`, {purpose}"))
        .fix(Fix::unsafe_("write two dollar signs", [dollar.replace("$")]));
}
