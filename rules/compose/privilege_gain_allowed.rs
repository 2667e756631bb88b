use plimsoll_lint::{Check, Context, Fix, Page, Rule};
use plimsoll_model::view::Service;

use crate::compose_edit;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("privilege_gain_allowed.md")),
    checks: &[Check::Service(check)],
};

const MESSAGE: &str = "programs with the setuid bit can gain privileges here";

const SETTING: &str = "no-new-privileges:true";

const TITLE: &str = "set `no-new-privileges`";

const HELP: &str = "set `security_opt: [no-new-privileges:true]`, unless the program itself runs `sudo` or `su`";

fn check(service: Service<'_>, cx: &mut Context<'_>) {
    if service.is_windows() || service.may_be_privileged() {
        return;
    }
    let options = service
        .facts()
        .security_opt
        .as_ref()
        .map_or(&[][..], |field| &field.value);
    let mut is_open = false;
    for option in options {
        let Some(text) = option.likely() else {
            is_open = true;
            continue;
        };
        let Some(rest) = text.strip_prefix("no-new-privileges") else {
            continue;
        };
        match rest.trim_start_matches([':', '=']) {
            "false" => {
                let finding = cx.report(option.span, MESSAGE).help(HELP);
                let edit = option.text.full_span().replace(SETTING);
                if let Some(edits) =
                    compose_edit::in_scalar(service.compose(), vec![edit]).filter(|_| option.is_literal())
                {
                    finding.fix(Fix::unsafe_(TITLE, edits));
                }
                return;
            }
            _ => return,
        }
    }
    if is_open || !service.is_whole() {
        return;
    }
    let finding = cx.report(service.name.span, MESSAGE).help(HELP);
    // A stack ignores it.
    let added = compose_edit::add_items(service, "security_opt", &[SETTING]);
    if let Some(edit) = added.filter(|_| !service.compose().is_swarm_stack()) {
        finding.fix(Fix::unsafe_(TITLE, [edit]));
    }
}
