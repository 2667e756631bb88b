use plimsoll_lint::{Check, Context, Fix, Page, Rule};
use plimsoll_model::view::Service;

use crate::compose_edit;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("anonymous_volume.md")),
    checks: &[Check::Service(check)],
};

fn check(service: Service<'_>, cx: &mut Context<'_>) {
    // With `volumes_from` the name of the service is the name of its volumes.
    if service.lends_volumes() {
        return;
    }
    for mount in service.mounts() {
        if !mount.is_anonymous_volume() || mount.holds_only_caches() {
            continue;
        }
        let Some(target) = mount.target_path().likely() else {
            continue;
        };
        // Docker refuses a path that is not absolute: it is not a volume, but half of a mount.
        if !target.starts_with('/') {
            continue;
        }
        let finding = cx.report(mount.span, format!("the volume at `{target}` has no name"));
        finding.help(format!(
            "name it: `data:{target}`, and declare `data:` under the top-level `volumes`"
        ));
        if let Some(edits) = compose_edit::name_volume(service, mount) {
            finding.fix(Fix::unsafe_("give it a name", edits));
        }
    }
}
