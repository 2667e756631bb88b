use plimsoll_lint::{Check, Context, Fix, Page, Rule};
use plimsoll_model::base::Value;
use plimsoll_model::view::Service;

use crate::health_check;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("service_without_healthcheck.md")),
    checks: &[Check::Service(check)],
};

fn check(service: Service<'_>, cx: &mut Context<'_>) {
    // A part of a check, such as its interval, changes the one of the image or of another file.
    if service.healthcheck.is_some() || !service.is_whole() {
        return;
    }
    // If others wait for a check that does not exist, it is reported there.
    let stays = service.serves() && !service.is_job() && !service.is_awaited_healthy();
    if !stays || service.image_has_healthcheck() != Value::Known(false) || service.has_shell() == Some(false) {
        return;
    }
    let name = &service.name.value;
    let finding = cx.report(service.name.span, format!("`{name}` has no health check"));
    finding.help(help(service));
    if let Some(edit) = health_check::add(service) {
        finding.fix(Fix::unsafe_("add the check that is known for the image", [edit]));
    }
}

fn help(service: Service<'_>) -> String {
    let image = service
        .pulled_image()
        .and_then(|image| image.reference.as_ref().likely());
    let command = service
        .known_image()
        .zip(image.as_ref())
        .and_then(|(known, image)| known.healthcheck_command(image.tag()));
    match (command, image) {
        // In Compose, a dollar sign has to be doubled.
        (Some(command), Some(image)) => format!(
            "add a `healthcheck`; for `{}`, that can be `test: {}`",
            image.familiar_name(),
            command.replace('$', "$$")
        ),
        _ => "add a `healthcheck` whose `test` asks the service itself".to_owned(),
    }
}
