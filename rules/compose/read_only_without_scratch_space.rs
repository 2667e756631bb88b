use plimsoll_lint::{Check, Context, Fix, Page, Rule};
use plimsoll_model::view::Service;

use crate::compose_edit;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("read_only_without_scratch_space.md")),
    checks: &[Check::Service(check)],
};

fn check(service: Service<'_>, cx: &mut Context<'_>) {
    let field = service
        .read_only
        .as_ref()
        .filter(|field| field.value.likely() == Some(true));
    let image = service.pulled_images().and_then(|image| image.reference.likely());
    let (Some(field), Some(image), Some(known)) = (field, image, service.known_image()) else {
        return;
    };
    // Another program of the image may write elsewhere.
    let is_own_program = service.facts().entrypoint.is_none() && service.facts().command.is_none();
    let is_mounted = |path: &&str| service.is_mounted_at(path);
    if !is_own_program || !service.facts().is_complete() {
        return;
    }
    let missing: Vec<&str> = known.tmpfs.iter().filter(|path| !is_mounted(path)).copied().collect();
    let [first @ .., last] = &missing[..] else {
        return;
    };
    let mut list: String = first.iter().map(|path| format!("`{path}`, ")).collect();
    if !first.is_empty() {
        list.truncate(list.len() - 2);
        list.push_str(" and ");
    }
    let name = image.familiar_name();
    let finding = cx.report(field.span, format!("`{name}` also writes to {list}`{last}`"));
    finding.help(format!("add `tmpfs: [{}]`", missing.join(", ")));
    if let Some(edit) = compose_edit::add_items(service, "tmpfs", &missing) {
        finding.fix(Fix::unsafe_("mount a `tmpfs` there", [edit]));
    }
}
