use plimsoll_lint::{Check, Context, Fix, Page, Rule};
use plimsoll_model::view::Instruction;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("http_errors_ignored.md")),
    checks: &[Check::Run(check)],
};

fn check(run: Instruction<'_>, cx: &mut Context<'_>) {
    let steps: Vec<_> = run.steps().collect();
    let noticed = steps.iter().rposition(|step| step.fails_on_error_page());
    for (at, step) in steps.iter().enumerate() {
        let Some(request) = step.blind_request() else {
            continue;
        };
        if noticed.is_some_and(|noticed| noticed > at) {
            continue;
        }
        let finding = cx.report(request.tool_span, "`curl` saves an error page as if it were the file");
        finding.help("add `--fail`");
        // In an exec form the words are those of a list.
        let is_shell = step.code.kind.is_some() && step.script_number == 0;
        if is_shell && step.program().text == "curl" {
            finding.fix(Fix::unsafe_(
                "add `--fail`",
                [request.tool_span.insert_after(" --fail")],
            ));
        }
    }
}
