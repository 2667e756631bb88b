use plimsoll_lint::{Check, Context, Fix, Page, Rule};
use plimsoll_model::command::package::{Action, Manager, Setting};
use plimsoll_model::image::Family;
use plimsoll_model::stage::package::Configured;
use plimsoll_model::view::{Dockerfile, Stage};

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("consent_flag_missing.md")),
    checks: &[Check::Dockerfile(check)],
};

fn check(dockerfile: Dockerfile<'_>, cx: &mut Context<'_>) {
    let configured = dockerfile.configured(Setting::Consent);
    for (stage, configured) in dockerfile.stages().zip(&configured) {
        check_stage(stage, configured, cx);
    }
}

fn check_stage(stage: Stage<'_>, configured: &[Configured], cx: &mut Context<'_>) {
    let code = stage.instructions().flat_map(|instruction| instruction.build_code());
    for (code, invocation) in code.flat_map(|code| code.commands.invocations().map(move |i| (code, i))) {
        let Some(command) = invocation.package_command() else {
            continue;
        };
        // `add-apt-repository` asks too, but only at a terminal.
        let changes = matches!(command.action, Action::Install | Action::Remove | Action::Upgrade);
        let answered = command.assume_yes || invocation.is_answered() || command.may_have_more_flags();
        if !changes || !command.manager.asks() || answered || command.is_dry {
            continue;
        }
        // Fedora's microdnf is dnf5, which asks; Red Hat's microdnf takes everything for a yes.
        let family = stage.family();
        if command.manager == Manager::Microdnf && family.is_none_or(|family| family == Family::Rhel) {
            continue;
        }
        let span = command.head();
        if configured.iter().any(|c| c.covers(command.manager, span.start)) {
            continue;
        }
        let Some(flag) = command.manager.consent_flag() else {
            continue;
        };
        let is_exec = code.kind.is_none() && invocation.script_number == 0;
        let edit = command.with_flag(stage.dockerfile().source().text(), flag, is_exec);
        let message = format!(
            "`{}` may ask for confirmation, and nobody can answer during a build",
            command.title()
        );
        let finding = cx.report(span, message);
        finding.help(format!("add `{flag}`"));
        if let Some(edit) = edit {
            finding.fix(Fix::safe(format!("add `{flag}`"), [edit]));
        }
    }
}
