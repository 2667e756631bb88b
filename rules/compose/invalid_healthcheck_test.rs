use plimsoll_lint::{Check, Context, Fix, Page, Rule};
use plimsoll_model::command::{gives_code_to_shell, is_shell_operator_for, is_whole_command};
use plimsoll_model::compose::{HealthForm, Scalar};
use plimsoll_model::view::Service;
use plimsoll_syntax::Span;

use crate::compose_edit;
use crate::health_check::accepts_errors;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("invalid_healthcheck_test.md")),
    checks: &[Check::Service(check)],
};

/// What only a shell understands.
const SHELL_SIGNS: [char; 8] = ['|', '&', ';', '<', '>', '$', '`', '*'];

fn check(service: Service<'_>, cx: &mut Context<'_>) {
    let Some(test) = service
        .healthcheck
        .as_ref()
        .and_then(|health| health.value.test.as_ref())
    else {
        return;
    };
    let list = cx.text(test.span);
    let words = &test.value.words;
    // With `CMD` it would run, and could not fail: `healthcheck-cannot-fail`.
    let accepts_errors = || test.value.as_program().invocations().any(|step| accepts_errors(&step));
    if test.value.form == HealthForm::Invalid {
        let Some(first) = words.first().filter(|first| first.known().is_some()) else {
            return;
        };
        let written = cx.text(first.span);
        let text = "a `test` list starts with `CMD`, `CMD-SHELL` or `NONE`";
        let finding = cx.report(first.span, text);
        finding.help("put `CMD` before the program");
        if list.starts_with('[') && !accepts_errors() {
            let quote = written
                .get(..1)
                .filter(|start| matches!(*start, "\"" | "'"))
                .unwrap_or_default();
            let edit = first.span.insert_before(format!("{quote}CMD{quote}, "));
            finding.fix(Fix::unsafe_("put `CMD` before it", [edit]));
        }
        return;
    }
    if test.value.form == HealthForm::Exec {
        check_program(words, cx);
        return;
    }
    // A string has one word, so this is a list.
    if let (HealthForm::Shell, Some(second)) = (test.value.form, words.get(1)) {
        let text = "the shell runs only the first string after `CMD-SHELL`";
        let finding = cx.report(second.span, text);
        finding.help("write the whole command as one string, or use `CMD`");
        let needs_shell = |word: &Scalar| {
            let text = word.as_str();
            text.contains(' ') || word.likely().is_some_and(|word| word.contains(SHELL_SIGNS))
        };
        let keyword = list.find("CMD-SHELL").map(|at| test.span.start as usize + at);
        let edits = keyword
            .filter(|_| !words.iter().any(needs_shell) && !accepts_errors())
            .and_then(|at| {
                let place = Span::new(test.span.file, at, at + "CMD-SHELL".len());
                compose_edit::in_scalar(service.compose(), vec![place.replace("CMD")])
            });
        if let Some(edits) = edits {
            finding.fix(Fix::unsafe_("write `CMD`", edits));
        }
    }
}

/// What only a shell understands, behind `CMD`: the program gets it as an argument.
fn check_program(words: &[Scalar], cx: &mut Context<'_>) {
    const HELP: &str = "write the whole command as one string after `CMD-SHELL`";
    let Some((program, arguments)) = words.split_first() else {
        return;
    };
    let Some(name) = program.likely() else { return };
    if is_whole_command(name) {
        let text = format!("`{}` is taken for the name of a program", name.trim());
        cx.report(program.span, text).help(HELP);
    } else if !gives_code_to_shell(words.iter().map(Scalar::as_str)) {
        let operator = arguments
            .iter()
            .find(|word| word.likely().is_some_and(|word| is_shell_operator_for(name, word)));
        if let Some(operator) = operator {
            let text = format!("without a shell, `{}` is only an argument", operator.as_str());
            cx.report(operator.span, text).help(HELP);
        }
    }
}
