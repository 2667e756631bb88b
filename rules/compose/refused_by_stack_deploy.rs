use plimsoll_lint::{Check, Context, Fix, Page, Rule};
use plimsoll_model::compose::schema::{UnknownKey, ValueFault};
use plimsoll_model::view::ComposeFile;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("refused_by_stack_deploy.md")),
    checks: &[Check::Compose(check)],
};

fn check(compose: ComposeFile<'_>, cx: &mut Context<'_>) {
    if !compose.is_surely_stack() {
        return;
    }
    for faults in compose.stack_faults() {
        match faults {
            Ok(faults) => {
                faults.unknown_keys.iter().for_each(|key| refused_key(key, cx));
                faults.values.iter().for_each(|fault| refused_value(fault, cx));
            }
            Err(unknown) => {
                let text = format!(
                    "`docker stack deploy` does not know version `{}` of the format",
                    unknown.version
                );
                cx.report(unknown.span, text)
                    .help("remove `version` to get the newest format");
            }
        }
    }
}

fn refused_key(unknown: &UnknownKey, cx: &mut Context<'_>) {
    let name = &*unknown.key;
    if let Some(minor) = unknown.since {
        let text = format!("`docker stack deploy` accepts `{name}` only from version 3.{minor} on");
        cx.report(unknown.span, text)
            .help("remove `version` to get the newest format");
        return;
    }
    let place = match unknown.section {
        "a service" | "the top level" => String::new(),
        section => format!(" in {section}"),
    };
    cx.report(unknown.span, format!("`docker stack deploy` refuses `{name}`{place}"))
        .help(instead_of(name));
}

/// What a stack has in place of a key.
fn instead_of(name: &str) -> &'static str {
    match name {
        "cpu_quota" | "cpu_shares" | "cpus" | "cpuset" | "mem_limit" | "mem_reservation" | "memswap_limit"
        | "pids_limit" => "use `deploy.resources`",
        "devices" | "gpus" => "use `generic_resources` that the nodes offer",
        "extends" | "include" => "repeat its content here, or use a YAML anchor",
        "volumes_from" => "mount the same volume in both services",
        "scale" => "use `deploy.replicas`",
        "name" => "remove it: the command line of `docker stack deploy` names the stack",
        "content" | "environment" => "use `file`, or create it first and declare it `external`",
        _ => "remove it, or do without a swarm",
    }
}

fn refused_value(fault: &ValueFault, cx: &mut Context<'_>) {
    let written = cx.text(fault.span);
    let finding = cx.report(fault.span, format!("`docker stack deploy` stops: {}", fault.message));
    if let Some(help) = &fault.help {
        finding.help(help.clone());
    }
    if fault.in_quotes {
        let quoted = fault.span.replace(format!("\"{written}\""));
        finding.fix(Fix::safe("put it in quotes", [quoted]));
    }
}
