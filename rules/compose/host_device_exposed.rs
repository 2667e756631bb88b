use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::linux::{DeviceReach, allows_every_device, device_reach};
use plimsoll_model::view::Service;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("host_device_exposed.md")),
    checks: &[Check::Service(check)],
};

fn check(service: Service<'_>, cx: &mut Context<'_>) {
    // A privileged container has every device.
    if service.is_privileged() {
        return;
    }
    let facts = service.facts();
    for device in facts.devices.iter().flat_map(|field| &field.value) {
        let Some(path) = device.likely().and_then(|text| text.split(':').next()) else {
            continue;
        };
        match device_reach(path) {
            Some(DeviceReach::Disk) => {
                let finding = cx.report(
                    device.span,
                    "this device gives direct access to the host's data, past its file systems",
                );
                if service.asks_for_host("disks") {
                    finding
                        .case("asked-for")
                        .help("pass only the disks that it has to watch");
                } else {
                    finding.help("remove it, and mount the folder that is needed");
                }
            }
            Some(DeviceReach::Tree) => {
                cx.report(device.span, format!("this exposes every device under `{path}`"))
                    .help("name only the device that is needed")
                    .case("device-tree");
            }
            None => {}
        }
    }
    for rule in facts.device_cgroup_rules.iter().flat_map(|field| &field.value) {
        if rule.likely().is_some_and(allows_every_device) {
            cx.report(rule.span, "this allows every device of the host")
                .help("name the kind and number of the device that is needed, such as `c 188:* rwm`");
        }
    }
}
