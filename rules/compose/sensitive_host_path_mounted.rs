use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::service::host::HostFolder;
use plimsoll_model::view::Service;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("sensitive_host_path_mounted.md")),
    checks: &[Check::Service(check)],
};

fn check(service: Service<'_>, cx: &mut Context<'_>) {
    // Whoever has every right on the host needs no mount to read it.
    let is_open = service.is_privileged();
    for mount in service.facts().mounts() {
        let Some(folder) = service
            .host_folder(mount)
            .filter(|f| *f != HostFolder::System && (!is_open || *f == HostFolder::Credentials))
        else {
            continue;
        };
        let place = mount.source.as_ref().map_or(mount.span, |source| source.span);
        let path = mount.source.as_ref().map_or("", |source| source.as_str());
        if cx.lists("allowed-paths", path.trim_end_matches('/')) {
            continue;
        }
        let (message, help) = match folder {
            HostFolder::Credentials => (
                format!("`{path}` holds keys of the host"),
                "pass only the key that is needed, as one of the `secrets`",
            ),
            _ if path.trim_end_matches('/') == "/dev/shm" => (
                "the shared memory of the host is open to the container".to_owned(),
                "remove it, and set `shm_size` if the container needs more of its own",
            ),
            _ => (
                format!("`{path}` reveals more of the host than a container needs"),
                "mount only the files and folders that are needed",
            ),
        };
        cx.report(place, message).help(help);
    }
}
