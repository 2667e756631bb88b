use plimsoll_lint::{Check, Context, Fix, Page, Rule};
use plimsoll_model::compose::schema::unknown_keys;
use plimsoll_model::view::ComposeFile;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("unknown_compose_key.md")),
    checks: &[Check::Compose(check)],
};

fn check(compose: ComposeFile<'_>, cx: &mut Context<'_>) {
    let stack = compose.is_surely_stack();
    for unknown in unknown_keys(compose.facts()) {
        if stack && unknown.known_to_stacks {
            continue;
        }
        let text = format!("{} has no key `{}`", unknown.section, unknown.key);
        let finding = cx.report(unknown.span, text);
        match (unknown.nearest, unknown.belongs_to) {
            (Some(nearest), _) => {
                finding.help(format!("write `{nearest}`, if that was meant"));
                let title = format!("write `{nearest}`");
                finding.fix(Fix::unsafe_(title, [unknown.span.replace(nearest)]));
            }
            (None, Some(home)) => {
                finding.help(format!("{home} has this key; move it there, if that was meant"));
            }
            (None, None) => {
                finding.help("remove it; keys for other programs start with `x-`");
            }
        }
    }
}
