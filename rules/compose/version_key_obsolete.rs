use plimsoll_lint::{Check, Context, Fix, Page, Rule};
use plimsoll_model::view::ComposeFile;
use plimsoll_syntax::yaml::edit;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("version_key_obsolete.md")),
    checks: &[Check::Compose(check)],
};

fn check(compose: ComposeFile<'_>, cx: &mut Context<'_>) {
    // Older clients' `docker stack deploy` chooses the schema by it.
    if compose.is_swarm_stack() {
        return;
    }
    for file in compose.parts() {
        let Some(version) = &file.facts().version else {
            continue;
        };
        let finding = cx.report(version.key, "`version` no longer has any effect");
        finding.help("remove it; Compose reads every file as the newest version");
        if let Some(lines) = edit::whole_lines(file.source(), version.key, version.span) {
            let lines = edit::with_blank_line(file.source(), lines);
            finding.fix(Fix::safe("remove `version`", [lines.replace("")]));
        }
    }
}
