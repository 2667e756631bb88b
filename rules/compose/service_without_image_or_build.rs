use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::view::Service;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("service_without_image_or_build.md")),
    checks: &[Check::Service(check)],
};

fn check(service: Service<'_>, cx: &mut Context<'_>) {
    if !service.has_nothing_to_run() {
        return;
    }
    let name = &service.name.value;
    if service.compose().is_brought_by_neighbour(service.name.span.file, name) {
        return;
    }
    cx.report(service.name.span, format!("`{name}` has neither `image` nor `build`"))
        .help("say which image it runs, or what to build");
}
