use plimsoll_lint::{Check, Context, Fix, Page, Rule};
use plimsoll_model::compose::schema::faults;
use plimsoll_model::view::ComposeFile;
use plimsoll_syntax::yaml::edit::Content;
use plimsoll_syntax::{Edit, Span};

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("obsolete_compose_key.md")),
    checks: &[Check::Compose(check)],
};

fn check(compose: ComposeFile<'_>, cx: &mut Context<'_>) {
    for key in &faults(compose.facts()).deprecated {
        // `version` has a rule of its own.
        if key.name == "version" {
            continue;
        }
        let finding = cx.report(key.key, format!("`{}` under {} is deprecated", key.name, key.section));
        finding.help("write `external: true`, with `name` beside it");
        if let Some(edits) = beside(compose, key.key) {
            finding.fix(Fix::safe("write `external: true`", edits));
        }
    }
}

/// The edits that put the name of an external resource beside `external`.
fn beside(compose: ComposeFile<'_>, name: Span) -> Option<Vec<Edit>> {
    let facts = compose.facts();
    let resources = facts
        .networks
        .iter()
        .chain(&facts.volumes)
        .chain(&facts.secrets)
        .chain(&facts.configs);
    resources
        .filter_map(|resource| facts.yaml.entry_at(resource.key.span))
        .find_map(|resource| {
            let external = resource.child("external")?;
            let named = external.child("name").filter(|entry| entry.key() == name)?;
            Some(vec![
                external.replace(&Content::Raw("true"))?,
                resource.insert("name", &Content::text(named.text()?))?,
            ])
        })
}
