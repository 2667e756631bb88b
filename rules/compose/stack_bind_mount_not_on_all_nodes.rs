use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::base::{Value, path};
use plimsoll_model::compose::{Mount, MountKind};
use plimsoll_model::view::Service;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("stack_bind_mount_not_on_all_nodes.md")),
    checks: &[Check::Service(check)],
};

/// Parents of paths that every node has.
const EVERYWHERE: [&str; 8] = ["/dev", "/etc", "/lib", "/proc", "/run", "/sys", "/usr", "/var"];

fn check(service: Service<'_>, cx: &mut Context<'_>) {
    let deploy = service.facts().deploy.as_ref().map(|deploy| &deploy.value);
    let is_placed = deploy.is_some_and(|deploy| {
        let mode = deploy.mode.as_ref().and_then(|mode| mode.value.likely());
        deploy.has_placement || mode.is_some_and(|mode| mode.starts_with("global"))
    });
    if !service.compose().is_swarm_stack() || is_placed || !service.is_whole() && deploy.is_none() {
        return;
    }
    for mount in service.facts().mounts() {
        let Some(source) = &mount.source else { continue };
        match mount.kind.likely() {
            Some(MountKind::Bind) if !is_everywhere(mount) => {
                cx.report(source.span, "this folder is not on every node of the swarm")
                    .help(
                        "use a config or a secret, or tie the service to the node with `deploy.placement.constraints`",
                    );
            }
            Some(MountKind::Volume) if is_local_data(service, mount) => {
                cx.report(
                    source.span,
                    "each node of the swarm has a volume of its own under this name",
                )
                .help(
                    "tie the service to one node with `deploy.placement.constraints`, or use a driver that shares it",
                );
            }
            _ => {}
        }
    }
}

fn is_everywhere(mount: &Mount) -> bool {
    let Some(path) = mount.host_path().and_then(Value::likely) else {
        return true;
    };
    let below = |root: &str| path::is_below(&path, root);
    // Network file systems are mounted at these.
    path == "/" || ["/mnt", "/nfs", "/efs"].into_iter().chain(EVERYWHERE).any(below)
}

/// Whether a data store keeps its data in a volume of the node.
fn is_local_data(service: Service<'_>, mount: &Mount) -> bool {
    let stores = service
        .known_image()
        .is_some_and(|image| image.is_data_service() && image.is_stateful());
    let name = mount.volume_name().and_then(Value::likely);
    let volume = name.and_then(|name| service.compose().facts().volume(name));
    stores
        && volume
            .is_some_and(|volume| volume.driver.is_none() && volume.driver_opts.is_none() && volume.external.is_none())
}
