use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::base::path::{folder, normal, overlap};
use plimsoll_model::context::Taken;
use plimsoll_model::view::{Instruction, Stage};
use plimsoll_syntax::dockerfile::{Kind, Word};

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("copy_source_missing.md")),
    checks: &[
        Check::Instruction(Kind::Add, check),
        Check::Instruction(Kind::Copy, check),
    ],
};

fn check(copy: Instruction<'_>, cx: &mut Context<'_>) {
    let contexts = &copy.dockerfile().contexts().known;
    let stated = contexts.iter().find(|context| context.is_stated);
    let from = copy.node().flag("from").and_then(|flag| flag.value.as_ref());
    let place = match from {
        Some(name) => format!("context `{}`", name.as_written()),
        None => "build context".to_owned(),
    };
    for (word, _) in copy.taken().filter(|(_, taken)| **taken == Taken::Missing) {
        let path = word.as_written();
        // Without the folder of a pattern the build fails, as without a file.
        let missing = if path.contains(['*', '?']) { folder(path) } else { path };
        let finding = cx.report(word.span, format!("`{missing}` is not in the {place}"));
        finding.help(match stated.filter(|_| from.is_none()) {
            Some(context) => format!("add it, or correct the path, which starts at `{}`", context.shown()),
            None => format!("add it, or correct the path, which starts at the top of the {place}"),
        });
    }
    let (words, _) = copy.copied().unwrap_or_default();
    let fitting_none: Vec<&Word> = copy
        .taken()
        .filter(|(word, taken)| **taken == Taken::NoneFits && !may_be_left_away(word))
        .map(|(word, _)| word)
        .collect();
    // A pattern beside something that is there is how an author copies what may not exist.
    if fitting_none.len() < words.len() {
        return;
    }
    for word in fitting_none {
        let path = word.as_written();
        let help = "correct the pattern, or leave it away; `*` does not look into folders";
        // BuildKit v0.30, solver/llbsolver: a folder is sent only with what is taken of it, and without it
        // the pattern has nowhere to look.
        if is_sent(copy, folder(path)) {
            let message = format!("no file of the {place} fits `{path}`, so nothing is copied");
            cx.report(word.span, message).case("none-fits").help(help);
        } else {
            let message = format!("no file of the {place} fits `{path}`, and nothing else of that folder is copied");
            cx.report(word.span, message).help(help);
        }
    }
}

/// Whether the builder gets something of a folder of the build context, as far as anybody can tell.
fn is_sent(copy: Instruction<'_>, folder: &str) -> bool {
    let folder = normal(folder);
    if folder == "." || copy.node().flag("from").is_some() {
        return true;
    }
    let instructions = copy.dockerfile().stages().flat_map(Stage::instructions);
    let mut others = instructions.filter(|other| other.index() != copy.index());
    others.any(|other| match other.node().kind {
        Kind::Add | Kind::Copy => other.copied().is_some_and(|(words, _)| {
            let mut words = words.iter().filter(|_| other.node().flag("from").is_none());
            words.any(|word| {
                let source = normal(word.as_written());
                source == "." || source.contains('$') || overlap(source.trim_start_matches('/'), &folder)
            })
        }),
        // A mount may bring it.
        _ => other.node().flag("mount").is_some(),
    })
}

/// Whether a pattern is how an author names what need not be there: `.npmrc*`, `requirements.*`.
fn may_be_left_away(pattern: &Word) -> bool {
    pattern.as_written().ends_with(['*', '?'])
}
