use plimsoll_lint::{Check, Context, Fix, Page, Rule};
use plimsoll_model::compose::{Mount, MountSyntax};
use plimsoll_model::service::host::HostFolder;
use plimsoll_model::view::Service;

use crate::compose_edit;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("bind_mount_writable.md")),
    checks: &[Check::Service(check)],
};

fn check(service: Service<'_>, cx: &mut Context<'_>) {
    for mount in service.facts().mounts() {
        let is_writable = mount.is_bind().likely() == Some(true) && mount.is_read_only().likely() == Some(false);
        if !is_writable || mount.is_configuration().likely() != Some(true) {
            continue;
        }
        // Each of these has a rule of its own.
        let is_system = service.host_folder(mount) == Some(HostFolder::System);
        if service.covers_project(mount)
            || service.runtime_socket(mount).is_some()
            || is_system
            || is_written(service, mount)
        {
            continue;
        }
        let place = match (mount.syntax, &mount.source) {
            (MountSyntax::Long, Some(source)) => source.span,
            _ => mount.span,
        };
        let finding = cx.report(place, "the container can change this configuration on the host");
        finding.help("mount it read-only: `:ro`, or `read_only: true` in the long form");
        if let Some(edit) = compose_edit::read_only(mount) {
            finding.fix(Fix::unsafe_("mount it read-only", [edit]));
        }
    }
}

/// Whether the image is known to keep its data there, or to write its configuration itself.
fn is_written(service: Service<'_>, mount: &Mount) -> bool {
    let Some(image) = service
        .pulled_image()
        .and_then(|image| image.reference.as_ref().likely())
    else {
        return false;
    };
    let makes_it = ["certbot", "acme", "nginx-proxy", "letsencrypt", "webmin", "code-server"];
    if makes_it.iter().any(|word| image.familiar_name().contains(word)) {
        return true;
    }
    let target = mount.target_path().likely().unwrap_or_default();
    let folders = service.known_image().map(|known| known.data_folders(image.tag()));
    let mut folders = folders.into_iter().flatten();
    folders.any(|folder| target.starts_with(folder) || folder.starts_with(target))
}
