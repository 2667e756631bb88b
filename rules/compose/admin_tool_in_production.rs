use plimsoll_lint::{Check, Context, Fix, Page, Rule};
use plimsoll_model::image::Role;
use plimsoll_model::view::Service;
use plimsoll_syntax::Edit;

use crate::compose_edit;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("admin_tool_in_production.md")),
    checks: &[Check::Service(check)],
};

fn check(service: Service<'_>, cx: &mut Context<'_>) {
    let Some(role) = service.published_helper() else {
        return;
    };
    // A file with only the tool and its dependencies is meant to deploy just that.
    let is_other = |other: Service<'_>| other.known_image().is_none_or(|image| image.role != role);
    if !service.compose().services().any(is_other) {
        return;
    }
    let what = match role {
        Role::MailCatcher => "a mail catcher",
        Role::Emulator => "an emulator for tests",
        _ => "an administration tool",
    };
    let finding = cx.report(service.name.span, format!("{what} is published in production"));
    finding.help(match service.compose().is_swarm_stack() {
        true => "move it to a stack of its own, which is deployed only when it is needed",
        false => "move it to a development file, give it a profile, or bind its port to `127.0.0.1`",
    });
    let open = service
        .ports()
        .iter()
        .filter(|port| port.is_open().likely() == Some(true));
    let edits: Option<Vec<Edit>> = open.map(|port| compose_edit::bind_to_host(service, port)).collect();
    if let Some(edits) = edits {
        finding.fix(Fix::unsafe_("publish it for this host only", edits));
    }
}
