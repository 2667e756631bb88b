use std::collections::HashMap;

use plimsoll_lint::{Check, Context, Fix, Page, Rule};
use plimsoll_model::dockerfile::MissedDeclaration;
use plimsoll_model::stage::Origin;
use plimsoll_model::view::{Instruction, Stage};
use plimsoll_syntax::Span;
use plimsoll_syntax::dockerfile::Kind;

use crate::edit::{keyword_like, lines_before};

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("argument_out_of_scope.md")),
    checks: &[Check::Stage(check)],
};

fn check(stage: Stage<'_>, cx: &mut Context<'_>) {
    // The places of each variable, in the order of the file: one declaration repairs them all.
    let mut found: Vec<(&str, MissedDeclaration, Instruction<'_>, Vec<Span>)> = Vec::new();
    let mut last: HashMap<&str, usize> = HashMap::new();
    for instruction in stage.instructions() {
        for (name, span) in uses(instruction) {
            let Some(missed) = missed(stage, instruction, name) else {
                continue;
            };
            match last.get(name).map(|&at| &mut found[at]) {
                Some((_, how, _, places)) if *how == missed => places.push(span),
                _ => {
                    last.insert(name, found.len());
                    found.push((name, missed, instruction, vec![span]));
                }
            }
        }
    }
    for (name, missed, first, places) in found {
        report(name, missed, first, &places, cx);
    }
}

/// The variables that an instruction needs. A trigger runs in another Dockerfile, with that file's
/// arguments.
fn uses(instruction: Instruction<'_>) -> Vec<(&str, Span)> {
    match instruction.node().kind {
        // The shell sees the arguments as its environment. Variables that it may set itself are not
        // reported, and one with an operator says itself which value it has when unset.
        Kind::Run => {
            let plain = instruction.environment_uses().into_iter().filter(|used| used.plain);
            plain.map(|used| (&*used.name, used.span)).collect()
        }
        Kind::Add
        | Kind::Arg
        | Kind::Copy
        | Kind::Env
        | Kind::Expose
        | Kind::Label
        | Kind::User
        | Kind::Volume
        | Kind::Workdir => {
            let needed = instruction
                .variable_uses()
                .into_iter()
                .filter(|used| !used.has_substitute);
            needed
                .map(|used| (&*used.variable.name.value, used.variable.span))
                .collect()
        }
        _ => Vec::new(),
    }
}

fn missed(stage: Stage<'_>, instruction: Instruction<'_>, name: &str) -> Option<MissedDeclaration> {
    let missed = instruction.missed_declaration(name)?;
    let is_empty = match instruction.origin(name)? {
        Origin::Nowhere => true,
        Origin::MaybeBase => !stage.base_may_set(name) && !matches!(missed, MissedDeclaration::OtherStage(_)),
        _ => false,
    };
    is_empty.then_some(missed)
}

fn report(name: &str, missed: MissedDeclaration, user: Instruction<'_>, places: &[Span], cx: &mut Context<'_>) {
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
    let [first, others @ ..] = places else { return };
    let text = match others.len() {
        0 => text,
        1 => format!("{text}, and in one other place"),
        more => format!("{text}, and in {more} other places"),
    };
    let finding = cx.report(*first, text);
    match missed {
        MissedDeclaration::Below(_) => finding.help(format!("move `ARG {name}` above")),
        _ => finding.help(format!("add `ARG {name}` to this stage, above")),
    };
    if let Some(note) = note {
        finding.note(note, "the declaration");
    }
    // Which value those of other stages are meant to have, their author knows.
    if matches!(missed, MissedDeclaration::Global(_) | MissedDeclaration::Builder) {
        let line = format!("{} {name}", keyword_like(user, "ARG"));
        if let Some(edit) = lines_before(user, &[line]) {
            finding.fix(Fix::unsafe_(format!("add `ARG {name}`"), [edit]));
        }
    }
}
