use plimsoll_lint::{Check, Context, Finding, Fix, Page, Rule};
use plimsoll_model::image::KnownImage;
use plimsoll_model::view::Service;
use plimsoll_syntax::Edit;
use plimsoll_syntax::yaml::edit::Content;

use crate::compose_edit;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("writable_root_filesystem.md")),
    checks: &[Check::Service(check)],
};

fn check(service: Service<'_>, cx: &mut Context<'_>) {
    let image = service.known_image();
    let cannot = service.is_windows() || image.is_some_and(|image| image.works_read_only == Some(false));
    if cannot || service.may_be_privileged() {
        return;
    }
    if let Some(field) = &service.read_only {
        if field.value.likely() == Some(false) {
            let finding = cx.report(field.span, "the root file system is left writable");
            finding.help(help(service, image));
            add_fix(service, image, Some(field.span.replace("true")), finding);
        }
        return;
    }
    // What a job writes into its container is gone when it ends.
    if !service.is_whole() || service.is_one_shot() {
        return;
    }
    let finding = cx.report(service.name.span, "the root file system is writable");
    finding.help(help(service, image));
    let edit = compose_edit::set(service, "read_only", &Content::Raw("true"));
    add_fix(service, image, edit, finding);
}

/// What the image is known to work with, if it runs its own program.
fn add_fix(service: Service<'_>, image: Option<&KnownImage>, read_only: Option<Edit>, finding: &mut Finding) {
    let known = image.filter(|image| image.works_read_only == Some(true));
    let Some(image) = known.filter(|_| service.facts().entrypoint.is_none()) else {
        return;
    };
    let missing = missing(service, image);
    let mut edits = vec![read_only];
    if !missing.is_empty() {
        edits.push(compose_edit::add_items(service, "tmpfs", &missing));
    }
    if let Some(edits) = compose_edit::joined(edits) {
        finding.fix(Fix::unsafe_("make the root file system read-only", edits));
    }
}

/// The folders that the image writes to and where nothing is mounted.
fn missing(service: Service<'_>, image: &KnownImage) -> Vec<&'static str> {
    let missing = image.tmpfs.iter().filter(|path| !service.is_mounted_at(path));
    missing.copied().collect()
}

fn help(service: Service<'_>, image: Option<&KnownImage>) -> String {
    let pulled = service
        .pulled_image()
        .and_then(|image| image.reference.as_ref().likely());
    let known = image.filter(|image| image.works_read_only == Some(true));
    let (Some(image), Some(pulled)) = (known, pulled) else {
        return "set `read_only: true`, and mount a `tmpfs` or a volume wherever the program writes".to_owned();
    };
    let name = pulled.familiar_name();
    let missing = missing(service, image);
    if missing.is_empty() {
        return format!("set `read_only: true`; `{name}` writes only to its data");
    }
    format!(
        "set `read_only: true` and `tmpfs: [{}]`, with which `{name}` works",
        missing.join(", ")
    )
}
