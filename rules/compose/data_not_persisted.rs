use plimsoll_lint::{Check, Context, Fix, Page, Rule};
use plimsoll_model::view::Service;
use plimsoll_syntax::yaml::edit::Content;

use crate::compose_edit;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("data_not_persisted.md")),
    checks: &[Check::Service(check)],
};

fn check(service: Service<'_>, cx: &mut Context<'_>) {
    if !service.is_whole() || service.is_job() {
        return;
    }
    // A volume that misses the data has a finding of its own.
    if service.misplaced_data().is_some() {
        return;
    }
    if service.loses_data_with_name() && !service.compose().is_for_tests() {
        let name = &service.name.value;
        let text =
            format!("`{name}` starts empty in each new container: it stores its data under the container's host name");
        let finding = cx.report(service.name.span, text);
        finding.help(format!(
            "add `hostname: {name}`, or to keep the data that is there, the name after `rabbit@` in the volume"
        ));
        if let Some(edit) = compose_edit::set(service, "hostname", &Content::text(&**name)) {
            finding.fix(Fix::unsafe_("give it a host name", [edit]));
        }
        return;
    }
    let folders = service.unkept_data();
    let Some(folder) = folders.first() else {
        return;
    };
    // Tests start from nothing, and leave nothing behind.
    let repeats = service
        .original()
        .is_some_and(|original| !original.unkept_data().is_empty());
    if service.compose().is_for_tests() || repeats {
        return;
    }
    let name = &service.name.value;
    let places: Vec<String> = folders.iter().map(|folder| format!("`{folder}`")).collect();
    let text = format!("the data of `{name}` is not in a volume");
    let is_production = cx.is_production();
    let finding = cx.report(service.name.span, text);
    let hostname = match service.needs_hostname() {
        true => format!(", and add `hostname: {name}`, since it stores its data under the host name"),
        false => String::new(),
    };
    finding.help(format!(
        "mount a volume at {}, such as `{name}-data:{folder}`{hostname}",
        places.join(" or ")
    ));
    if let Some(edits) = service
        .data_folder()
        .and_then(|folder| compose_edit::add_volume(service, folder))
    {
        finding.fix(Fix::unsafe_("keep the data in a volume", edits));
    }
    // Dashboards and settings can be recreated; what users have entered cannot.
    if is_production && !service.known_image().is_some_and(|image| image.is_data_service()) {
        finding.case("replaceable");
    }
}
