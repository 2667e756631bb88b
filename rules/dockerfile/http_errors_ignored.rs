use plimsoll_lint::{Check, Context, Fix, Page, Rule};
use plimsoll_model::stage::code::Step;
use plimsoll_model::view::Instruction;
use plimsoll_syntax::Edit;
use plimsoll_syntax::shell::{Command, Compound};

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("http_errors_ignored.md")),
    checks: &[Check::Run(check)],
};

fn check(run: Instruction<'_>, cx: &mut Context<'_>) {
    let steps: Vec<_> = run.steps().collect();
    // Of the branches of one `if`, one is taken: the first speaks for all.
    let mut told: Vec<(usize, u32)> = Vec::new();
    let noticed = steps.iter().rposition(|step| step.fails_on_error_page());
    for (at, step) in steps.iter().enumerate() {
        let Some(request) = step.blind_request() else {
            continue;
        };
        if noticed.is_some_and(|noticed| noticed > at) {
            continue;
        }
        let branch = outermost_if(step);
        let is_told = |told: &(usize, u32)| branch.is_some_and(|at| *told == (step.script_number, at));
        if told.iter().any(is_told) {
            continue;
        }
        told.extend(branch.map(|at| (step.script_number, at)));
        let finding = cx.report(request.tool_span, "`curl` saves an error page as if it were the file");
        finding.help("add `--fail`");
        let others = steps[at + 1..].iter().filter(|other| {
            other.blind_request().is_some()
                && other.script_number == step.script_number
                && branch.is_some()
                && outermost_if(other) == branch
        });
        let others: Vec<&Step<'_>> = others.collect();
        for other in &others {
            if let Some(request) = other.blind_request() {
                finding.note(request.tool_span, "another branch");
            }
        }
        let mut edits = std::iter::once(step).chain(others).map(add_fail);
        if let Some(edits) = edits.by_ref().collect::<Option<Vec<Edit>>>() {
            finding.fix(Fix::unsafe_("add `--fail`", edits));
        }
    }
}

/// The `if` around everything else that a step stands in.
fn outermost_if(step: &Step<'_>) -> Option<u32> {
    let is_if = |(_, command): &(u32, &Command)| command.compound == Some(Compound::If);
    step.script.ancestors(step.index).filter(is_if).map(|(at, _)| at).last()
}

fn add_fail(step: &Step<'_>) -> Option<Edit> {
    // In an exec form the words are those of a list.
    let is_shell = step.code.kind.is_some() && step.script_number == 0;
    let request = step
        .blind_request()
        .filter(|_| is_shell && step.program().text == "curl")?;
    Some(request.tool_span.insert_after(" --fail"))
}
