use plimsoll_lint::{Check, Context, Finding, Fix, Page, Rule};
use plimsoll_model::compose;
use plimsoll_model::view::Service;

use crate::compose_edit;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("capabilities_not_dropped.md")),
    checks: &[Check::Service(check)],
};

fn check(service: Service<'_>, cx: &mut Context<'_>) {
    if service.is_windows() || service.may_be_privileged() {
        return;
    }
    let facts = service.facts();
    // Adding all wins over dropping all, and has a more serious finding of its own.
    if items(facts.cap_add.as_deref()).iter().any(is_all) {
        return;
    }
    let dropped = items(facts.cap_drop.as_deref());
    if dropped.iter().any(|item| is_all(item) || item.value().is_unknown()) {
        return;
    }
    let help = help(service);
    if let Some(field) = service.cap_drop.as_ref().filter(|_| !dropped.is_empty()) {
        let finding = cx.report(field.span, "only some capabilities are dropped").help(help);
        add_fix(service, finding);
    } else if service.is_whole() {
        let finding = cx
            .report(service.name.span, "keeps Docker's default capabilities")
            .help(help);
        add_fix(service, finding);
    }
}

/// Drops all, and adds back what the image is known to need when it runs its own program.
fn add_fix(service: Service<'_>, finding: &mut Finding) {
    let needed = service.known_image().and_then(|image| image.capabilities);
    let Some(needed) = needed.filter(|_| service.facts().entrypoint.is_none()) else {
        return;
    };
    let present = items(service.facts().cap_add.as_deref());
    let has = |name: &str| {
        present
            .iter()
            .any(|item| item.as_str().trim_start_matches("CAP_") == name)
    };
    // An unprivileged account has none of them to begin with.
    let needed = needed
        .iter()
        .copied()
        .filter(|name| service.user.is_none() && !has(name));
    let missing: Vec<&str> = needed.collect();
    let mut edits = vec![compose_edit::add_items(service, "cap_drop", &["ALL"])];
    if !missing.is_empty() {
        edits.push(compose_edit::add_items(service, "cap_add", &missing));
    }
    if let Some(edits) = compose_edit::joined(edits) {
        finding.fix(Fix::unsafe_("drop all capabilities but those that are needed", edits));
    }
}

fn items(field: Option<&compose::Field<Vec<compose::Scalar>>>) -> &[compose::Scalar] {
    field.map_or(&[], |field| &field.value)
}

fn is_all(item: &compose::Scalar) -> bool {
    item.likely().is_some_and(|name| {
        let name = name.trim().to_ascii_lowercase();
        name.strip_prefix("cap_").unwrap_or(&name) == "all"
    })
}

fn help(service: Service<'_>) -> String {
    let capabilities = service.known_image().and_then(|image| image.capabilities);
    let pulled = service
        .pulled_image()
        .and_then(|image| image.reference.as_ref().likely());
    let (Some(needed), Some(pulled)) = (capabilities, pulled) else {
        return "set `cap_drop: [ALL]`, and list under `cap_add` what the program turns out to need".to_owned();
    };
    let name = pulled.familiar_name();
    // An unprivileged account has none of them to begin with.
    let is_root = service.user.is_none();
    if is_root && !needed.is_empty() {
        let needed = needed.join(", ");
        return format!("set `cap_drop: [ALL]` and `cap_add: [{needed}]`, which is all that `{name}` needs");
    }
    format!("set `cap_drop: [ALL]`: `{name}` needs no capabilities")
}
