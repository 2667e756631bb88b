use plimsoll_lint::{Check, Context, Rule};
use plimsoll_model::Service;

pub(crate) static RULE: Rule = Rule {
    page: include_str!("build_and_image_together.md"),
    checks: &[Check::Service(check)],
};

fn check(service: Service<'_>, cx: &mut Context<'_>) {
    let facts = service.facts();
    let decides = |service: Service<'_>| service.facts().pull_policy.is_some();
    let has_both = facts.build.is_some() && facts.image.is_some();
    if has_both && !decides(service) && service.lacks(decides) {
        let name = &service.name.value;
        cx.report(
            service.name.span,
            format!("nothing says whether `{name}` is built or pulled"),
        )
        .help("add `pull_policy: build`, or leave one of the two to another file");
    }
}
