use plimsoll_lint::{Check, Context, Fix, Page, Rule};
use plimsoll_model::base::Value;
use plimsoll_model::service::host::HostFolder;
use plimsoll_model::view::Service;

use crate::compose_edit;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("host_system_path_writable.md")),
    checks: &[Check::Service(check)],
};

fn check(service: Service<'_>, cx: &mut Context<'_>) {
    for mount in service.facts().mounts() {
        if service.host_folder(mount) != Some(HostFolder::System) {
            continue;
        }
        let Some(path) = service.host_path(mount).and_then(Value::likely) else {
            continue;
        };
        let place = mount.source.as_ref().map_or(mount.span, |source| source.span);
        let finding = cx.report(place, format!("the container can change `{path}` of the host"));
        finding.help("mount only what it needs, and read-only (`:ro`)");
        // What may not even be read has to go.
        let is_enough = service.host_folder_read_only(mount).is_none();
        if let Some(edit) = compose_edit::read_only(mount).filter(|_| is_enough) {
            finding.fix(Fix::unsafe_("mount it read-only", [edit]));
        }
    }
}
