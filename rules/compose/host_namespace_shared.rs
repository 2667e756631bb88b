use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::view::Service;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("host_namespace_shared.md")),
    checks: &[Check::Service(check)],
};

const SEES_PROCESSES: &str = "the container can see and signal the processes of the host";

const WATCHES: &str = "remove it, unless the program has to watch the host";

fn check(service: Service<'_>, cx: &mut Context<'_>) {
    let facts = service.facts();
    // The last word says whether the namespace alone opens a way out of the container.
    let namespaces = [
        (&facts.pid, SEES_PROCESSES, WATCHES, true),
        (
            &facts.ipc,
            "the container shares the memory segments and queues of the host",
            "remove it; `shm_size` gives a program more shared memory",
            true,
        ),
        (
            &facts.uts,
            "the container shares the host name of the host",
            "remove it; `hostname` gives the container a name of its own",
            false,
        ),
        (
            &facts.userns_mode,
            "root in the container is root on the host, even if the daemon maps accounts",
            "remove it, unless the program cannot work with mapped accounts",
            false,
        ),
        (
            &facts.cgroup,
            "the container sees the control groups of the host",
            WATCHES,
            false,
        ),
    ];
    for (field, message, help, is_way_out) in namespaces {
        let Some(field) = field.as_ref().filter(|f| f.value.likely() == Some("host")) else {
            continue;
        };
        let finding = cx.report(field.span, message);
        finding.help(help);
        let is_asked_for = message == SEES_PROCESSES && service.asks_for_host("pid");
        if is_asked_for {
            finding.case("asked-for");
        } else if service.is_privileged() {
            finding.case("privileged");
        } else if !is_way_out {
            finding.case("no-way-out");
        }
    }
}
