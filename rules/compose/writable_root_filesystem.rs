use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::image::KnownImage;
use plimsoll_model::view::Service;

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
            cx.report(field.span, "the root file system is left writable")
                .help(help(service, image))
                .case("left-writable");
        }
        return;
    }
    // What a job writes into its container is gone when it ends.
    if !service.is_whole() || service.is_one_shot() {
        return;
    }
    cx.report(service.name.span, "the root file system is writable")
        .help(help(service, image));
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
    let missing = image.tmpfs.iter().filter(|path| !service.is_mounted_at(path));
    let missing: Vec<&str> = missing.copied().collect();
    if missing.is_empty() {
        return format!("set `read_only: true`; `{name}` writes only to its data");
    }
    format!(
        "set `read_only: true` and `tmpfs: [{}]`, with which `{name}` works",
        missing.join(", ")
    )
}
