use plimsoll_lint::{Check, Context, Fix, Page, Rule};
use plimsoll_model::command::{gives_code_to_shell, is_shell_operator, is_whole_command};
use plimsoll_model::compose::{Command, CommandForm, Scalar};
use plimsoll_model::view::Service;

use crate::compose_edit;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("command_expects_shell.md")),
    checks: &[Check::Service(check)],
};

fn check(service: Service<'_>, cx: &mut Context<'_>) {
    let program = service.entrypoint.as_ref().and_then(|field| field.value.words.first());
    let program = program.filter(|word| word.likely().is_some_and(is_whole_command));
    if let Some(program) = program {
        let text = format!("`{}` is taken for the name of a program", program.as_str().trim());
        cx.report(program.span, text)
            .help("write each word as an item of its own");
    }
    for field in service.command.iter().chain(&service.entrypoint) {
        check_list(&field.value, cx);
        let Some(cut) = field.value.cut_at.filter(|_| !field.value.is_template()) else {
            continue;
        };
        let finding = cx.report(cut, "no shell reads this, and Compose drops it");
        finding.help("start a shell: `sh -c \"…\"`, with the whole command in the quotes");
        if let Some(edit) = compose_edit::start_shell(service, field.key) {
            finding.fix(Fix::unsafe_("start a shell", [edit]));
        }
    }
}

/// An operator that is a word of a list: the program gets it as an argument.
fn check_list(command: &Command, cx: &mut Context<'_>) {
    let words = &command.words;
    let is_known_list = command.form == CommandForm::List && command.word(0).is_some();
    if !is_known_list || gives_code_to_shell(words.iter().map(Scalar::as_str)) {
        return;
    }
    let mut words = words.iter();
    if let Some(operator) = words.find(|word| word.likely().is_some_and(is_shell_operator)) {
        let text = format!("without a shell, `{}` is only an argument", operator.as_str());
        cx.report(operator.span, text)
            .help("write `[\"sh\", \"-c\", \"…\"]`, with the whole command as the last string");
    }
}
