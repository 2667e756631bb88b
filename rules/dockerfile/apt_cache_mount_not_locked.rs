use plimsoll_lint::{Check, Context, Fix, Page, Rule};
use plimsoll_model::base::path;
use plimsoll_model::view::Instruction;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("apt_cache_mount_not_locked.md")),
    checks: &[Check::Run(check)],
};

/// Folders whose programs take a lock, so that two builds would conflict.
const LOCKED: &[&str] = &[
    "/var/cache/apt",
    "/var/lib/apt",
    "/var/lib/dpkg",
    "/var/cache/yum",
    "/var/cache/dnf",
];

fn check(run: Instruction<'_>, cx: &mut Context<'_>) {
    for mount in run.cache_mounts() {
        let Some(target) = &mount.target else { continue };
        // Dockerfile reference, "RUN --mount=type=cache": `shared` is the default.
        let is_shared = matches!(mount.sharing.as_deref(), None | Some("shared"));
        if !is_shared || !path::is_below_any(target, LOCKED) {
            continue;
        }
        let text = cx.text(mount.span);
        let finding = cx.report(
            mount.span,
            format!("two builds can use `{target}` at once and break each other"),
        );
        finding.help("add `sharing=locked`");
        let is_plain = !text.ends_with(['"', '\'', ',']);
        if mount.sharing.is_none() && is_plain {
            finding.fix(Fix::safe(
                "add `sharing=locked`",
                [mount.span.insert_after(",sharing=locked")],
            ));
        }
    }
}
