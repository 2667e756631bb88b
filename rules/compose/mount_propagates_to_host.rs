use plimsoll_lint::{Check, Context, Fix, Page, Rule};
use plimsoll_model::image::Role;
use plimsoll_model::view::Service;

use crate::compose_edit;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("mount_propagates_to_host.md")),
    checks: &[Check::Service(check)],
};

fn check(service: Service<'_>, cx: &mut Context<'_>) {
    for mount in service.facts().mounts() {
        let Some(mode) = mount.shared_propagation() else {
            continue;
        };
        // Monitoring programs have to see disks that are mounted later.
        let watches = service
            .known_image()
            .is_some_and(|image| image.role == Role::Monitoring);
        if watches && mode.value.ends_with("slave") {
            continue;
        }
        let message = if mode.value.ends_with("shared") {
            "mounts of the container appear on the host"
        } else {
            "mounts of the host appear in the container"
        };
        let finding = cx.report(mode.span, message);
        finding.help("remove it, unless the program mounts file systems for others");
        let edits = match &mount.propagation {
            Some(field) => {
                let edit = field.value.text.full_span().replace("rprivate");
                compose_edit::in_scalar(service.compose(), vec![edit])
            }
            None => compose_edit::remove_option(service, mode.span),
        };
        if let Some(edits) = edits {
            finding.fix(Fix::unsafe_("keep the mounts apart", edits));
        }
    }
}
