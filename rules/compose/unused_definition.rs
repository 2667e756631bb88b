use plimsoll_lint::{Check, Context, Fix, Page, Rule};
use plimsoll_model::compose::{Definition, Resource};
use plimsoll_model::view::ComposeFile;
use plimsoll_syntax::Edit;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("unused_definition.md")),
    checks: &[Check::Compose(check)],
};

fn check(compose: ComposeFile<'_>, cx: &mut Context<'_>) {
    if !compose.stands_alone() {
        return;
    }
    let mut unused = compose.unused_definitions();
    unused.retain(|(kind, resource)| !compose.is_named_beside(*kind, &resource.key.value));
    for (kind, resource) in &unused {
        let text = format!("no service uses {} `{}`", kind.name(), resource.key.value);
        let finding = cx.report(resource.key.span, text);
        finding.help("remove it, or use it in the service that needs it");
        if let Some(edit) = removal(compose, &unused, *kind, resource) {
            finding.fix(Fix::unsafe_("remove it", [edit]));
        }
    }
}

/// The edit that removes a definition, or the section of which it is the first if all the others
/// are unused too.
fn removal(
    compose: ComposeFile<'_>,
    unused: &[(Definition, &Resource)],
    kind: Definition,
    resource: &Resource,
) -> Option<Edit> {
    let section = compose.root()?.get(kind.section())?;
    let of_kind = unused.iter().filter(|(other, _)| *other == kind);
    let yaml = &compose.facts().yaml;
    if of_kind.clone().count() < section.value.written_entries().count() {
        return yaml.entry_at(resource.key.span)?.remove();
    }
    let is_first = of_kind.map(|(_, other)| other.key.span).min() == Some(resource.key.span);
    yaml.entry_at(section.key.span()).filter(|_| is_first)?.remove()
}
