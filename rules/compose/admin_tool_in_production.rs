use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::image::Role;
use plimsoll_model::view::Service;

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
    cx.report(service.name.span, format!("{what} is published in production"))
        .help("move it to a development file, give it a profile, or bind its port to `127.0.0.1`");
}
