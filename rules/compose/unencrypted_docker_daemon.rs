use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::view::Service;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("unencrypted_docker_daemon.md")),
    checks: &[Check::Service(check)],
};

fn check(service: Service<'_>, cx: &mut Context<'_>) {
    if let Some(host) = service.plain_docker_host() {
        cx.report(
            host,
            "the connection to the Docker daemon is not encrypted: whoever intercepts it is root there",
        )
        .help("use port 2376 with `DOCKER_TLS_VERIFY: 1` and `DOCKER_CERT_PATH`, or `ssh://`");
    }
    if let Some(daemon) = service.plain_docker_daemon() {
        cx.report(
            daemon,
            "this daemon listens without encryption, and asks for no certificate",
        )
        .help("leave `DOCKER_TLS_CERTDIR` as the image sets it, and share its folder with the clients");
    }
}
