use plimsoll_lint::{Check, Context, Fix, Rule};
use plimsoll_model::ComposeFile;
use plimsoll_syntax::yaml::reordered;

pub(crate) static RULE: Rule = Rule {
    page: include_str!("services_unsorted.md"),
    checks: &[Check::Compose(check)],
};

fn check(compose: ComposeFile<'_>, cx: &mut Context<'_>) {
    for file in compose.parts() {
        check_file(file, cx);
    }
}

fn check_file(compose: ComposeFile<'_>, cx: &mut Context<'_>) {
    let Some(services) = compose.root().and_then(|root| root.get("services")) else {
        return;
    };
    let key = |name: Option<&str>| name.map(|name| (name.to_lowercase(), name.to_owned()));
    let entries: Vec<_> = services.value.written_entries().collect();
    let keys: Vec<_> = entries.iter().map(|entry| key(entry.name())).collect();
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
        finding.help("sort the services by their names");
        let edit = is_first
            .then(|| reordered(compose.source(), services.value, &keys))
            .flatten();
        is_first = false;
        if let Some(edit) = edit {
            finding.fix(Fix::safe("sort the services", [edit]));
        }
    }
}
