use plimsoll_lint::{Check, Context, Fix, Page, Rule};
use plimsoll_model::stage::NeededSecret;
use plimsoll_model::view::Instruction;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("required_secret_mount_missing.md")),
    checks: &[Check::Run(check)],
};

fn check(run: Instruction<'_>, cx: &mut Context<'_>) {
    if cx.table("commands").is_empty() {
        return;
    }
    let mut told: Vec<NeededSecret<'_>> = Vec::new();
    for step in run.steps() {
        let Some(secret) = cx.entry("commands", step.name).map(NeededSecret::of) else {
            continue;
        };
        if told.contains(&secret) || !run.lacks_secret(secret) {
            continue;
        }
        told.push(secret);
        let message = format!("`{}` runs without the secret `{}`", step.name, secret.id);
        let flag = secret.flag();
        cx.report(step.name_span(), message)
            .help(format!("add `{flag}`"))
            .fix(Fix::safe(
                "mount the secret",
                [run.trigger_or_self().keyword.insert_after(format!(" {flag}"))],
            ));
    }
}
