use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::view::Service;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("privilege_gain_allowed.md")),
    checks: &[Check::Service(check)],
};

const MESSAGE: &str = "programs with the setuid bit can gain privileges here";

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
                cx.report(option.span, MESSAGE).help(HELP);
                return;
            }
            _ => return,
        }
    }
    if is_open || !service.is_whole() {
        return;
    }
    cx.report(service.name.span, MESSAGE).help(HELP);
}
