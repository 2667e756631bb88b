use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::compose;
use plimsoll_model::view::Service;

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
        cx.report(field.span, "only some capabilities are dropped").help(help);
    } else if service.is_whole() {
        cx.report(service.name.span, "keeps Docker's default capabilities")
            .help(help);
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
