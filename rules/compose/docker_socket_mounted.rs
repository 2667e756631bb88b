use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::environment::Environment;
use plimsoll_model::service::host::{RuntimeSocket, runtime_socket};
use plimsoll_model::view::{Instruction, Service};
use plimsoll_syntax::dockerfile::Kind;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("docker_socket_mounted.md")),
    checks: &[
        Check::Service(check_service),
        Check::Instruction(Kind::Volume, check_volume),
    ],
};

fn check_service(service: Service<'_>, cx: &mut Context<'_>) {
    if is_private_proxy(service) || cx.lists("allowed-services", &service.facts().name.value) {
        return;
    }
    for mount in service.facts().mounts() {
        let Some(socket) = service.runtime_socket(mount) else {
            continue;
        };
        let place = mount.source.as_ref().map_or(mount.span, |source| source.span);
        let message = match socket {
            RuntimeSocket::Itself(runtime) => format!("whoever reaches {runtime}'s socket is root on the host"),
            RuntimeSocket::Folder => {
                "this folder holds the sockets of container runtimes, and whoever reaches one is root on the host"
                    .to_owned()
            }
            RuntimeSocket::Root => {
                "all files of the host are in the container, with the sockets that make it root on the host".to_owned()
            }
        };
        let help = match socket {
            RuntimeSocket::Itself(_) if mount.is_read_only().likely() == Some(true) => {
                "`ro` protects the file, not the API behind it: use a socket proxy that passes only what is needed"
            }
            RuntimeSocket::Itself(_) => "use a socket proxy that passes only what is needed, or do without the socket",
            RuntimeSocket::Folder | RuntimeSocket::Root => "mount only the files and folders that are needed",
        };
        let is_development = cx.environment() == Environment::Development;
        // Whoever works in a dev container owns the daemon that it talks to.
        let is_at_work = is_development && service.compose().is_of_dev_container();
        let is_asked_for = service.asks_for_host(if socket == RuntimeSocket::Root { "/" } else { "socket" });
        let finding = cx.report(place, message);
        finding.help(help);
        if is_at_work || is_asked_for && is_development {
            finding.case("asked-for-at-work");
        } else if is_asked_for {
            finding.case("asked-for");
        }
    }
    let asks = service
        .use_api_socket
        .as_ref()
        .filter(|f| f.value.likely() == Some(true));
    if let Some(field) = asks {
        cx.report(field.span, "whoever reaches Docker's socket is root on the host")
            .help("remove it, or use a socket proxy that passes only what is needed");
    }
}

/// A proxy is the cure, as long as only other services can reach it.
fn is_private_proxy(service: Service<'_>) -> bool {
    service.known_image().is_some_and(|known| known.filters_socket)
        && service.ports().is_empty()
        && service.host_network().is_none()
}

fn check_volume(volume: Instruction<'_>, cx: &mut Context<'_>) {
    for word in volume.node().words() {
        let path = volume.expand(word);
        let socket = path.as_str().likely().and_then(runtime_socket);
        if let Some(RuntimeSocket::Itself(runtime)) = socket {
            cx.report(
                word.span,
                format!("the image asks for {runtime}'s socket, which makes it root on the host"),
            )
            .help("remove it: `VOLUME` cannot hold a socket, and whoever runs the image should decide");
        }
    }
}
