use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::linux::{capability, lost_confinement};
use plimsoll_model::view::Service;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("confinement_disabled.md")),
    checks: &[Check::Service(check)],
};

fn check(service: Service<'_>, cx: &mut Context<'_>) {
    if service.is_privileged() {
        return;
    }
    // Debuggers look into other processes, which seccomp of older kernels and AppArmor keep them from.
    let mut added = service.facts().cap_add.iter().flat_map(|field| &field.value);
    let mut traces = || {
        added.any(|item| {
            item.likely()
                .and_then(capability)
                .is_some_and(|own| own.name == "SYS_PTRACE")
        })
    };
    let is_debugged = !cx.is_production() && traces();
    let options = service.facts().security_opt.iter().flat_map(|field| &field.value);
    for option in options {
        let Some(text) = option.likely() else { continue };
        let Some(safeguard) = lost_confinement(text) else {
            continue;
        };
        let finding = cx.report(option.span, format!("this switches off {safeguard}"));
        finding.help("remove it, or use a profile that allows only what the program needs");
        if text
            .split(['=', ':'])
            .next()
            .is_some_and(|key| service.asks_for_host(key))
        {
            finding.case("asked-for");
        } else if is_debugged {
            finding.case("debugger");
        }
    }
}
