use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::view::Service;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("dockerfile_image_mismatch.md")),
    checks: &[Check::Service(check)],
};

fn check(service: Service<'_>, cx: &mut Context<'_>) {
    let (Some(image), Some(other)) = (service.image.as_ref(), service.other_build()) else {
        return;
    };
    let name = &other.facts().name;
    let message = format!("service `{}` builds something else under the same name", name.value);
    let finding = cx.report(image.value.span, message);
    finding.help("give each image a name of its own, or build it once and only name it in the other service");
    finding.note(name.span, "the other service");
}
