use plimsoll_lint::{Check, Context, Finding, Fix, Page, Rule};
use plimsoll_model::service::RootReason;
use plimsoll_model::stage::account::is_root;
use plimsoll_model::view::{Service, Stage};
use plimsoll_syntax::yaml::edit::Content;

use crate::account_advice::{account_advice, with_home};
use crate::account_fix::account_fix;
use crate::compose_edit;
use crate::root_start::{is_listed_nonroot, starts_dropping_program, unknown_base};

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("service_runs_as_root.md")),
    checks: &[Check::Stage(check_stage), Check::Service(check_service)],
};

/// One finding in the Dockerfile, for all services that build the stage.
fn check_stage(stage: Stage<'_>, cx: &mut Context<'_>) {
    if !is_fixed_in_dockerfile(stage) {
        return;
    }
    let mut names: Vec<&str> = Vec::new();
    let mut place = None;
    for service in stage.services() {
        let (span, has_user) = match reason(service, cx) {
            Some(RootReason::Stage(stage)) => (stage.place(), false),
            Some(RootReason::Instruction(user)) => (
                user.node().words().first().map_or(user.keyword(), |word| word.span),
                true,
            ),
            _ => continue,
        };
        place = Some((span, has_user));
        let name = &*service.facts().name.value;
        if !names.contains(&name) {
            names.push(name);
        }
    }
    let Some((span, has_user)) = place else { return };
    names.sort_unstable();
    let who = list(&names);
    let base = unknown_base(stage);
    let fix = account_fix(stage).filter(|_| base.is_none());
    if has_user {
        let finding = cx.report(span, format!("{who} as root"));
        let help = "end the stage with a `USER` other than root, or set `user` in the Compose file";
        finding.stands_in().help(with_home(help.to_owned(), stage));
        if let Some(fix) = fix {
            finding.fix(fix);
        }
    } else {
        let unless = base.map_or_else(String::new, |base| {
            format!(", unless `{}` sets one", base.familiar_name())
        });
        let finding = cx.report(span, format!("no `USER`, so {who} as root{unless}"));
        finding.help(account_advice(stage)).stands_in();
        if let Some(fix) = fix {
            finding.fix(fix);
        }
        if base.is_some() {
            finding.case("unknown-base");
        } else if starts_dropping_program(stage) {
            finding.case("drops-privileges");
        }
    }
}

fn check_service(service: Service<'_>, cx: &mut Context<'_>) {
    match reason(service, cx) {
        Some(RootReason::Stage(_) | RootReason::Instruction(_)) => {
            if service.stage().is_some_and(is_fixed_in_dockerfile) {
                return;
            }
            let base = service.stage().and_then(unknown_base);
            let unless = base.map_or_else(String::new, |base| format!(", unless `{}` does", base.familiar_name()));
            let finding = cx.report(
                service.name.span,
                format!("runs as root: neither `user` nor the Dockerfile names another account{unless}"),
            );
            finding.help(match service.stage().and_then(known_account) {
                Some(account) => {
                    format!("add `user: {account}`, which the image has, or a `USER` at the end of the Dockerfile")
                }
                None => "add `user`, or a `USER` at the end of the Dockerfile".to_owned(),
            });
            set_user(service, service.stage().and_then(known_account), finding);
            if base.is_some() {
                finding.case("unknown-base");
            } else if service.stage().is_some_and(starts_dropping_program) {
                finding.case("drops-privileges");
            }
        }
        Some(RootReason::Image(image)) => {
            let repeats = service
                .original()
                .is_some_and(|original| reason(original, cx).is_some());
            if !service.is_whole() || repeats {
                return;
            }
            let message = format!("runs as root, as `{}` does without `user`", image.familiar_name());
            let finding = cx.report(service.name.span, message);
            let known = service.known_image();
            finding.help(match known.and_then(|known| known.unprivileged_variant) {
                Some(variant) => format!("use `{variant}`, which runs without root"),
                None => "add `user` with an account that owns its data".to_owned(),
            });
            set_user(service, known.and_then(|known| known.account(image.tag())), finding);
            if known.is_some_and(|known| known.hands_over_root(image.tag())) {
                finding.case("drops-privileges");
            }
        }
        // A `user` that is wrong is left to another rule, which reports it there.
        Some(RootReason::User(_)) | None => {}
    }
}

/// Starts a service as an account that its image has.
fn set_user(service: Service<'_>, account: Option<&str>, finding: &mut Finding) {
    let edit = account.and_then(|account| compose_edit::set(service, "user", &Content::text(account)));
    if let Some(edit) = edit {
        finding.fix(Fix::unsafe_("start it as an account of the image", [edit]));
    }
}

/// An account that the image of a stage has, by a name that Compose can take.
fn known_account(stage: Stage<'_>) -> Option<&str> {
    let created = stage.created_account().filter(|name| !name.contains('$'));
    created.or(stage.spare_account())
}

/// Why a service runs as root, unless it is a job: jobs usually prepare files for others.
fn reason<'a>(service: Service<'a>, cx: &Context<'_>) -> Option<RootReason<'a>> {
    if service.is_one_shot() || needs_root(service) {
        return None;
    }
    let reason = service.root_reason()?;
    let is_listed = match &reason {
        RootReason::Stage(stage) => stage
            .root_image()
            .likely()
            .is_some_and(|image| is_listed_nonroot(image, cx)),
        RootReason::Image(image) => is_listed_nonroot(image, cx),
        RootReason::User(_) | RootReason::Instruction(_) => false,
    };
    (!is_listed).then_some(reason)
}

/// Whether a service can only do with root what it is allowed to do, for which it has a finding of its own.
fn needs_root(service: Service<'_>) -> bool {
    let mut mounts = service.facts().mounts().iter();
    service.is_privileged()
        || mounts.any(|mount| service.runtime_socket(mount).is_some())
        || service.adds_powerful_capability()
}

/// A `USER` serves all services that build the stage. If one of them has an account of its own, the
/// project sets it in Compose.
fn is_fixed_in_dockerfile(stage: Stage<'_>) -> bool {
    let names_account = |service: Service<'_>| {
        let name = service.user_name();
        name.is_some_and(|name| !name.likely().is_some_and(is_root))
    };
    stage.dockerfile().is_judged() && !stage.services().any(names_account)
}

fn list(names: &[&str]) -> String {
    match names {
        [one] => format!("`{one}` runs"),
        [one, two] => format!("`{one}` and `{two}` run"),
        [one, rest @ ..] => format!("`{one}` and {} other services run", rest.len()),
        [] => "the image runs".to_owned(),
    }
}
