use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::view::Service;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("command_expects_shell.md")),
    checks: &[Check::Service(check)],
};

fn check(service: Service<'_>, cx: &mut Context<'_>) {
    for field in service.command.iter().chain(&service.entrypoint) {
        let Some(cut) = field.value.cut_at.filter(|_| !field.value.is_template()) else {
            continue;
        };
        cx.report(cut, "no shell reads this, and Compose drops it")
            .help("start a shell: `sh -c \"…\"`, with the whole command in the quotes");
    }
}
