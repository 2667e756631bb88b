use std::cell::LazyCell;

use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::dockerfile::CopySource;
use plimsoll_model::environment::Environment;
use plimsoll_model::secret::{SecretFile, holds_defaults_of_symfony, names_secret_file, secret_file};
use plimsoll_model::stage::copy::Leftover;
use plimsoll_model::view::{Instruction, Stage};
use plimsoll_syntax::Span;

use crate::secret_mount::mount_advice;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("secret_file_copied.md")),
    checks: &[Check::Stage(check), Check::Stage(check_paths)],
};

const HELP: &str = "mount it where it is needed: with `RUN --mount=type=secret,id=…`, or as a secret of the container";

fn check(stage: Stage<'_>, cx: &mut Context<'_>) {
    // A build stage's files stay behind.
    if !stage.is_in_shipped_chain() {
        return;
    }
    // A file that is deleted again is left to `secret-removed-in-later-layer`, which reports the
    // deletion.
    let leftovers = LazyCell::new(|| stage.leftovers(|path| secret_file(path).is_some()));
    let is_deleted = |source: Span| leftovers.iter().any(|leftover: &Leftover| leftover.added == source);
    for instruction in stage.instructions() {
        check_copy(instruction, &is_deleted, cx);
    }
}

fn check_copy(instruction: Instruction<'_>, is_deleted: &impl Fn(Span) -> bool, cx: &mut Context<'_>) {
    let Some((sources, destination)) = instruction.copied() else {
        return;
    };
    // The files of another stage were first copied there.
    if instruction.node().flag("from").is_some() {
        return;
    }
    let variable = destination.and_then(|word| Some((word, &*word.only_variable()?.name.value)));
    if let Some((word, name)) = variable.filter(|(_, name)| names_secret_file(name)) {
        let text =
            format!("programs look for credentials in the file that `{name}` names, and it becomes part of the image");
        cx.report(word.span, text)
            .case("named-by-variable")
            .help(mount_advice(instruction.stage(), HELP));
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
        let environment = cx.environment();
        let finding = cx.report(word.span, text);
        finding.help(mount_advice(instruction.stage(), HELP));
        if kind == SecretFile::Settings {
            let is_symfony = || {
                instruction
                    .stage()
                    .is_some_and(|stage| stage.mentions(&["symfony.lock"]))
            };
            let is_at_work = environment == Environment::Development;
            finding.case(if holds_defaults_of_symfony(&path) && is_symfony() {
                "defaults"
            } else if is_at_work {
                "settings-at-work"
            } else {
                "settings"
            });
        }
    }
}

fn check_paths(stage: Stage<'_>, cx: &mut Context<'_>) {
    if !stage.is_in_shipped_chain() {
        return;
    }
    for found in stage.copied_credentials() {
        let text = format!(
            "the credentials in `{}` are copied into the image with the build context",
            found.path
        );
        let finding = cx.report(found.value, text);
        finding.case("in-context").help(mount_advice(Some(stage), HELP));
        finding.note(found.copied, "copied here");
    }
}
