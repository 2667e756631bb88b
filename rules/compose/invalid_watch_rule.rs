use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::view::Service;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("invalid_watch_rule.md")),
    checks: &[Check::Service(check)],
};

fn check(service: Service<'_>, cx: &mut Context<'_>) {
    let complete = service.is_complete();
    for watch in service.develop.iter().flat_map(|field| &field.value) {
        let blank = watch.path.as_ref().filter(|path| path.value.known() == Some(""));
        if let Some(path) = blank {
            cx.report(path.span, "the path is empty")
                .help("name the folder or file to watch");
        }
        let Some(action) = &watch.action else { continue };
        // compose-go v2, loader/validate.go: "target is required for non-rebuild actions".
        let copies = action.value.known().filter(|action| action.starts_with("sync"));
        if let Some(name) = copies.filter(|_| watch.target.is_none() && complete) {
            cx.report(action.span, format!("`{name}` needs a `target`"))
                .help("say where in the container the files go");
        }
    }
}
