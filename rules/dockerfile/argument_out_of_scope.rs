use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::dockerfile::MissedDeclaration;
use plimsoll_model::stage::Origin;
use plimsoll_model::view::Instruction;
use plimsoll_syntax::Span;
use plimsoll_syntax::dockerfile::Kind;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("argument_out_of_scope.md")),
    // A trigger runs in another Dockerfile, with that file's arguments.
    checks: &[
        Check::Instruction(Kind::Add, check),
        Check::Instruction(Kind::Arg, check),
        Check::Instruction(Kind::Copy, check),
        Check::Instruction(Kind::Env, check),
        Check::Instruction(Kind::Expose, check),
        Check::Instruction(Kind::Label, check),
        Check::Instruction(Kind::Run, check_run),
        Check::Instruction(Kind::User, check),
        Check::Instruction(Kind::Volume, check),
        Check::Instruction(Kind::Workdir, check),
    ],
};

fn check(instruction: Instruction<'_>, cx: &mut Context<'_>) {
    for used in instruction
        .variable_uses()
        .into_iter()
        .filter(|used| !used.has_substitute)
    {
        report(instruction, &used.variable.name.value, used.variable.span, cx);
    }
}

/// The shell sees the arguments as its environment. Variables that it may set itself are not
/// reported.
fn check_run(run: Instruction<'_>, cx: &mut Context<'_>) {
    // A variable with an operator says itself which value it has when unset.
    for variable in run.environment_uses().into_iter().filter(|variable| variable.plain) {
        report(run, &variable.name, variable.span, cx);
    }
}

fn report(instruction: Instruction<'_>, name: &str, span: Span, cx: &mut Context<'_>) {
    let (Some(stage), Some(missed)) = (instruction.stage(), instruction.missed_declaration(name)) else {
        return;
    };
    match instruction.origin(name) {
        Some(Origin::Nowhere) => {}
        Some(Origin::MaybeBase) if !stage.base_may_set(name) && !matches!(missed, MissedDeclaration::OtherStage(_)) => {
        }
        _ => return,
    }
    let (text, note) = match missed {
        MissedDeclaration::Global(span) => (
            format!("`{name}` is declared before the first `FROM` only, so it is empty here"),
            Some(span),
        ),
        MissedDeclaration::Builder => (
            format!("the builder gives `{name}` only to stages that declare it, so it is empty here"),
            None,
        ),
        MissedDeclaration::Below(span) => (format!("`{name}` is declared below, so it is empty here"), Some(span)),
        MissedDeclaration::OtherStage(span) => (
            format!("`{name}` is declared in another stage only, so it is empty here"),
            Some(span),
        ),
    };
    let finding = cx.report(span, text);
    match missed {
        MissedDeclaration::Below(_) => finding.help(format!("move `ARG {name}` above")),
        _ => finding.help(format!("add `ARG {name}` to this stage, above")),
    };
    if let Some(note) = note {
        finding.note(note, "the declaration");
    }
}
