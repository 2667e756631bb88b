use plimsoll_lint::{Check, Context, Fix, Page, Rule};
use plimsoll_model::compose::tmpfs_options;
use plimsoll_model::view::Service;

use crate::compose_edit;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("tmpfs_protection_removed.md")),
    checks: &[Check::Service(check)],
};

fn check(service: Service<'_>, cx: &mut Context<'_>) {
    let items = service.facts().tmpfs.iter().flat_map(|field| &field.value);
    for item in items {
        let (path, options) = tmpfs_options(item);
        for option in options {
            let message = match &*option.value {
                "exec" => format!("files written to `{path}` can be executed"),
                "suid" => format!("files in `{path}` can have the setuid bit"),
                "dev" => format!("files in `{path}` can be devices"),
                _ => continue,
            };
            let finding = cx.report(option.span, message);
            finding.help("remove it, or mount a separate folder for the program that needs it");
            // Init systems and databases need it; nobody needs the other two.
            if &*option.value == "exec" {
                finding.case("exec");
            }
            if let Some(edits) = compose_edit::remove_option(service, option.span) {
                finding.fix(Fix::unsafe_(format!("remove `{}`", option.value), edits));
            }
        }
    }
}
