use std::collections::HashSet;

use plimsoll_lint::{Check, Context, Fix, Page, Rule};
use plimsoll_model::dockerfile::MissedDeclaration;
use plimsoll_model::view::{Dockerfile, Instruction, Stage};
use plimsoll_syntax::dockerfile::{Kind, Pair, Word};

use crate::edit::without;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("unused_build_argument.md")),
    checks: &[Check::Dockerfile(check_globals), Check::Stage(check_stage)],
};

/// Before the first `FROM`: used by a `FROM`, by another such argument, or declared by a stage. One that
/// a stage uses without declaring it is left to the rule about the scope.
fn check_globals(dockerfile: Dockerfile<'_>, cx: &mut Context<'_>) {
    if dockerfile.stages().len() == 0 {
        return;
    }
    let mut used: HashSet<&str> = HashSet::new();
    let mut globals: Vec<(Instruction<'_>, &Pair)> = Vec::new();
    for instruction in dockerfile.instructions() {
        let node = instruction.node();
        let platform = node.flag("platform").and_then(|flag| flag.value.as_ref());
        let image = instruction
            .stage()
            .filter(|_| node.kind == Kind::From)
            .and_then(Stage::image_word);
        used.extend(platform.into_iter().chain(image).flat_map(Word::all_names));
        used.extend(names_missed(instruction));
        if node.kind == Kind::Arg {
            used.extend(
                node.pairs()
                    .iter()
                    .filter_map(|pair| pair.value.as_ref())
                    .flat_map(Word::all_names),
            );
            match instruction.stage() {
                Some(_) => used.extend(node.pairs().iter().map(|pair| pair.key.as_written())),
                None => globals.extend(node.pairs().iter().map(|pair| (instruction, pair))),
            }
        }
    }
    for (instruction, pair) in globals {
        report(instruction, pair, &used, ELSEWHERE, cx);
    }
}

/// The global arguments that an instruction uses although its stage does not declare them.
fn names_missed(instruction: Instruction<'_>) -> Vec<&str> {
    let mut names: Vec<&str> = match instruction.node().kind {
        Kind::Run => instruction
            .environment_uses()
            .into_iter()
            .map(|used| &*used.name)
            .collect(),
        _ => instruction
            .variable_uses()
            .into_iter()
            .map(|used| &*used.variable.name.value)
            .collect(),
    };
    names.retain(|name| matches!(instruction.missed_declaration(name), Some(MissedDeclaration::Global(_))));
    names
}

/// In a stage that nothing is built on: below the last `RUN`, used by a word of an instruction.
fn check_stage(stage: Stage<'_>, cx: &mut Context<'_>) {
    let mut later = stage.dockerfile().stages().skip(stage.index() + 1);
    if stage.of_kind(Kind::Arg).next().is_none()
        || later.any(|s| s.parent().is_some_and(|p| p.index() == stage.index()))
    {
        return;
    }
    let next = stage.dockerfile().stage_at(stage.index() + 1);
    let image = next.and_then(Stage::image_word);
    let in_next: HashSet<&str> = image.into_iter().flat_map(Word::all_names).collect();
    let mut used: HashSet<&str> = HashSet::new();
    for instruction in stage.instructions().rev() {
        let node = instruction.node();
        if matches!(node.kind, Kind::Run | Kind::Onbuild | Kind::Unknown) {
            return;
        }
        used.extend(
            instruction
                .variable_uses()
                .iter()
                .map(|used| &*used.variable.name.value),
        );
        let flags = node.flags.iter().filter_map(|flag| flag.value.as_ref());
        used.extend(flags.flat_map(Word::all_names));
        if node.kind == Kind::Arg {
            for pair in node.pairs() {
                let help = match in_next.contains(pair.key.as_written()) {
                    true => "the next `FROM` does not see it here: declare it above the first `FROM`",
                    false => ELSEWHERE,
                };
                report(instruction, pair, &used, help, cx);
            }
        }
    }
}

const ELSEWHERE: &str = "remove it, or declare it in the stage that should use it";

fn report(arg: Instruction<'_>, pair: &Pair, used: &HashSet<&str>, help: &'static str, cx: &mut Context<'_>) {
    let name = pair.key.as_written();
    // A quote belongs to a word that Docker does not understand at all.
    if used.contains(name) || is_for_builder(name) || name.starts_with(['"', '\'']) {
        return;
    }
    let finding = cx.report(pair.key.span, format!("nothing uses the argument `{name}`"));
    finding.help(help);
    let is_alone = arg.node().pairs().len() == 1 && help == ELSEWHERE;
    if let Some(edit) = without(arg).filter(|_| is_alone) {
        finding.fix(Fix::unsafe_("remove it", [edit]));
    }
}

/// Whether the builder itself reads an argument.
fn is_for_builder(name: &str) -> bool {
    let upper = name.to_ascii_uppercase();
    upper.starts_with("BUILDKIT_")
        || upper.ends_with("_PROXY")
        || ["BUILDPLATFORM", "TARGETPLATFORM", "SOURCE_DATE_EPOCH"].contains(&&*upper)
        || (upper.starts_with("BUILD") || upper.starts_with("TARGET"))
            && ["OS", "ARCH", "VARIANT", "STAGE"]
                .iter()
                .any(|end| upper.ends_with(end))
}
