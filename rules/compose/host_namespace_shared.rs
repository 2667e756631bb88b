use plimsoll_lint::{Check, Context, Level, Rule};
use plimsoll_model::Service;

pub(crate) static RULE: Rule = Rule {
    page: include_str!("host_namespace_shared.md"),
    checks: &[Check::Service(check)],
};

fn check(service: Service<'_>, cx: &mut Context<'_>) {
    let facts = service.facts();
    // The last word says whether the namespace alone opens a way out of the container.
    let namespaces = [
        (
            &facts.pid,
            "the container sees and signals the processes of the host",
            true,
        ),
        (
            &facts.ipc,
            "the container shares the memory segments and queues of the host",
            true,
        ),
        (&facts.uts, "the container shares the host name of the host", false),
        (
            &facts.userns_mode,
            "root in the container is root on the host, whatever the daemon maps",
            false,
        ),
        (
            &facts.cgroup,
            "the container sees the control groups of the host",
            false,
        ),
    ];
    for (field, message, is_way_out) in namespaces {
        let Some(field) = field.as_ref().filter(|f| f.value.likely() == Some("host")) else {
            continue;
        };
        let finding = cx.report(field.span, message);
        finding.help("take it out, unless the program is there to watch the host");
        if !is_way_out {
            finding.level(Level::Info);
        }
    }
}
