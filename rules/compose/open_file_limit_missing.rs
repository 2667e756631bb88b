use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::view::Service;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("open_file_limit_missing.md")),
    checks: &[Check::Service(check)],
};

fn check(service: Service<'_>, cx: &mut Context<'_>) {
    let bounds = |service: Service<'_>| {
        let mut limits = service.facts().ulimits.iter().flat_map(|field| &field.value);
        limits.any(|limit| matches!(limit.name.likely(), Some("nofile" | "nproc") | None))
    };
    if !bounds(service) && service.is_whole() && !service.is_windows() {
        cx.report(service.name.span, "neither open files nor processes have a limit")
            .help("set `nofile` or `nproc` under `ulimits`");
    }
}
