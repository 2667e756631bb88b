use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::command::server::development_server;
use plimsoll_model::view::Service;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("source_not_mounted_in_development.md")),
    checks: &[Check::Service(check)],
};

fn check(service: Service<'_>, cx: &mut Context<'_>) {
    let facts = service.facts();
    let brings_source = |service: Service<'_>| {
        let mut mounts = service.facts().mounts().iter();
        service.facts().develop.is_some() || mounts.any(|mount| mount.is_bind().likely() != Some(false))
    };
    let commands = service.commands();
    let mut invocations = commands.iter().flat_map(|commands| commands.invocations());
    let reloads = invocations.any(|invocation| development_server(invocation.argv()).is_some());
    if facts.build.is_some() && reloads && !brings_source(service) && service.is_whole() {
        cx.report(
            service.name.span,
            "the server reloads changed files, but none of the source is mounted",
        )
        .help("mount the source, or add `develop.watch`");
    }
}
