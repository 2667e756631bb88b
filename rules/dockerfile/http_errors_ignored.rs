use plimsoll_lint::{Check, Context, Fix, Rule};
use plimsoll_model::view::Instruction;
use plimsoll_syntax::dockerfile::Kind;

pub(crate) static RULE: Rule = Rule {
    page: include_str!("http_errors_ignored.md"),
    checks: &[
        Check::Instruction(Kind::Run, check),
        Check::Instruction(Kind::Onbuild, check),
    ],
};

fn check(run: Instruction<'_>, cx: &mut Context<'_>) {
    let steps: Vec<_> = run.steps().collect();
    let noticed = steps.iter().rposition(|(_, step)| step.fails_on_error_page());
    for (at, (code, invocation)) in steps.iter().enumerate() {
        let Some(request) = invocation.blind_request() else {
            continue;
        };
        if noticed.is_some_and(|noticed| noticed > at) {
            continue;
        }
        let finding = cx.report(request.tool_span, "`curl` saves an error page as if it were the file");
        finding.help("add `--fail`");
        // In an exec form the words are those of a list.
        let is_shell = code.kind.is_some() && invocation.script_number == 0;
        if is_shell && invocation.program().text == "curl" {
            finding.fix(Fix::unsafe_(
                "add `--fail`",
                [request.tool_span.insert_after(" --fail")],
            ));
        }
    }
}
