use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::view::Service;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("build_and_image_together.md")),
    checks: &[Check::Service(check)],
};

fn check(service: Service<'_>, cx: &mut Context<'_>) {
    let facts = service.facts();
    let decides = |service: Service<'_>| service.facts().pull_policy.is_some();
    let Some(build) = facts.build.as_ref().filter(|_| facts.image.is_some()) else {
        return;
    };
    if !service.is_whole() {
        return;
    }
    let name = &service.name.value;
    if !decides(service) {
        cx.report(build.key, format!("nothing says whether `{name}` is built or pulled"))
            .help("add `pull_policy: build`, or move one of the two to another file");
    } else if cx.is_on("always") {
        cx.report(build.key, format!("`{name}` has both `image` and `build`"))
            .help("move one of the two to another file");
    }
}
