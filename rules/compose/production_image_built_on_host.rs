use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::view::Service;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("production_image_built_on_host.md")),
    checks: &[Check::Service(check)],
};

fn check(service: Service<'_>, cx: &mut Context<'_>) {
    let facts = service.facts();
    let has_image = |service: Service<'_>| service.facts().image.is_some();
    let Some(build) = &facts.build else { return };
    if !has_image(service) && service.is_whole() {
        cx.report(
            build.key,
            "the image is built where it runs, and has no name to pull it by",
        )
        .help("build it in CI, push it, and set its name as `image`");
    }
}
