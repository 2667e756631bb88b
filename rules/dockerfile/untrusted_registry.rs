use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::image::ImageUse;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("untrusted_registry.md")),
    checks: &[Check::Image(check)],
};

fn check(image: &ImageUse, cx: &mut Context<'_>) {
    let trusted = cx.list("trusted-registries");
    if trusted.is_empty() {
        return;
    }
    let Some(reference) = image.reference.as_ref().likely() else {
        return;
    };
    let registry = reference.domain();
    let name = format!("{registry}/{}", reference.path());
    if cx.lists("trusted-registries", registry) || cx.lists("trusted-registries", &name) {
        return;
    }
    let is_known = trusted.iter().any(|listed| listed.split('/').next() == Some(registry));
    let message = match is_known {
        true => format!("`{name}` is not one of the trusted images of `{registry}`"),
        false => format!("`{registry}` is not one of the trusted registries"),
    };
    cx.report(image.registry_span(), message)
        .help("use an image from one of the `trusted-registries`, or copy this one there");
}
