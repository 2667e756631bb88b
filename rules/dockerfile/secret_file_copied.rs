use std::cell::LazyCell;

use plimsoll_lint::{Check, Context, Level, Rule};
use plimsoll_model::secret::{SecretFile, secret_file};
use plimsoll_model::{CopySource, Instruction, Leftover, Stage};
use plimsoll_syntax::Span;

pub(crate) static RULE: Rule = Rule {
    page: include_str!("secret_file_copied.md"),
    checks: &[Check::Stage(check)],
};

fn check(stage: Stage<'_>, cx: &mut Context<'_>) {
    // A builder's files stay behind.
    if !stage.is_in_shipped_chain() {
        return;
    }
    // What is deleted again is said where it is deleted, by secret-removed-in-later-layer.
    let leftovers = LazyCell::new(|| stage.leftovers(|path| secret_file(path).is_some()));
    let is_deleted = |source: Span| leftovers.iter().any(|leftover: &Leftover| leftover.added == source);
    for instruction in stage.instructions() {
        check_copy(instruction, &is_deleted, cx);
    }
}

fn check_copy(instruction: Instruction<'_>, is_deleted: &impl Fn(Span) -> bool, cx: &mut Context<'_>) {
    let Some((sources, _)) = instruction.copied() else {
        return;
    };
    // The files of another stage were copied there first.
    if instruction.node().flag("from").is_some() {
        return;
    }
    for (word, source) in sources.iter().zip(instruction.copy_sources()) {
        let path = instruction
            .expand(word)
            .likely()
            .filter(|_| source == CopySource::Local);
        let Some((path, kind)) = path
            .and_then(|path| Some((secret_file(&path)?, path)))
            .map(|(kind, path)| (path, kind))
        else {
            continue;
        };
        if is_deleted(word.span) {
            continue;
        }
        let how_often = match kind {
            SecretFile::Key => "usually",
            SecretFile::Settings => "often",
        };
        let text = format!("`{path}` {how_often} holds credentials, and becomes part of the image");
        let finding = cx.report(word.span, text);
        finding.help("mount it where it is needed: `RUN --mount=type=secret,id=…`, or a secret of the container");
        if kind == SecretFile::Settings {
            finding.level(Level::Warning);
        }
    }
}
