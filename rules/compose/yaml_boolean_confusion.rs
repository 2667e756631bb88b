use plimsoll_lint::{Check, Context, Fix, Page, Rule};
use plimsoll_model::view::Service;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("yaml_boolean_confusion.md")),
    checks: &[Check::Service(check)],
};

fn check(service: Service<'_>, cx: &mut Context<'_>) {
    let build = service.build.iter().flat_map(|build| &build.value.args);
    let fields = service.environment.iter().chain(&service.labels).chain(build);
    for pair in fields.flat_map(|field| &field.value) {
        let Some(value) = &pair.value else { continue };
        let written = cx.text(value.span);
        if written != value.as_str() {
            continue;
        }
        let changed = value.changed_by_yaml();
        // In `- KEY=yes` the word is part of a string.
        let plain_word = value.was_boolean() && !cx.text(pair.span).contains('=');
        let text = match &changed {
            Some(changed) => format!("the container gets `{changed}`"),
            None if plain_word => format!("`{written}` was a boolean in YAML 1.1"),
            None => continue,
        };
        let quoted = value.span.replace(format!("\"{written}\""));
        let finding = cx.report(value.span, text);
        finding
            .help("put it in quotes")
            .fix(Fix::unsafe_("put it in quotes", [quoted]));
        match changed {
            None => _ = finding.case("boolean-once"),
            // The same number.
            Some(changed) if changed == written.replace('_', "") => _ = finding.case("underscores"),
            Some(_) => {}
        }
    }
}
