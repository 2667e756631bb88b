use plimsoll_lint::{Check, Context, Fix, Rule};
use plimsoll_model::ComposeFile;
use plimsoll_syntax::yaml::reordered;

pub(crate) static RULE: Rule = Rule {
    page: include_str!("top_level_keys_unordered.md"),
    checks: &[Check::Compose(check)],
};

const ORDER: [&str; 9] = [
    "version", "name", "include", "services", "models", "networks", "volumes", "secrets", "configs",
];

fn check(compose: ComposeFile<'_>, cx: &mut Context<'_>) {
    for file in compose.parts() {
        check_file(file, cx);
    }
}

fn check_file(compose: ComposeFile<'_>, cx: &mut Context<'_>) {
    let Some(root) = compose.root() else { return };
    let entries: Vec<_> = root.written_entries().collect();
    let keys: Vec<_> = entries
        .iter()
        .map(|entry| rank(entry.name().unwrap_or_default()))
        .collect();
    let mut last = 0;
    // One fix moves all of them, so only the first finding has it.
    let mut is_first = true;
    for (index, entry) in entries.iter().enumerate().skip(1) {
        if keys[index] >= keys[last] {
            last = index;
            continue;
        }
        let (name, other) = (
            entry.name().unwrap_or_default(),
            entries[last].name().unwrap_or_default(),
        );
        let finding = cx.report(entry.key.span(), format!("`{name}` comes before `{other}`"));
        finding.help("put the sections into the usual order");
        let edit = is_first.then(|| reordered(compose.source(), root, &keys)).flatten();
        is_first = false;
        if let Some(edit) = edit {
            finding.fix(Fix::safe("put the sections into the usual order", [edit]));
        }
    }
}

/// Extensions come first, sorted by name; what is not known comes last.
fn rank(name: &str) -> (usize, &str) {
    if name.starts_with("x-") {
        return (0, name);
    }
    (
        ORDER
            .iter()
            .position(|known| *known == name)
            .map_or(ORDER.len(), |at| at)
            + 1,
        "",
    )
}
