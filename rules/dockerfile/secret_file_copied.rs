use std::cell::LazyCell;

use plimsoll_lint::{Check, Context, Level, Rule};
use plimsoll_model::secret::{SecretFile, names_secret_file, secret_file};
use plimsoll_model::{CopySource, Instruction, Leftover, Placed, Stage, absolute_path};
use plimsoll_syntax::Span;
use plimsoll_syntax::dockerfile::{Kind, Part, Word};

pub(crate) static RULE: Rule = Rule {
    page: include_str!("secret_file_copied.md"),
    checks: &[Check::Stage(check), Check::Stage(check_paths)],
};

const HELP: &str = "mount it where it is needed: `RUN --mount=type=secret,id=…`, or a secret of the container";

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
    let Some((sources, destination)) = instruction.copied() else {
        return;
    };
    // The files of another stage were copied there first.
    if instruction.node().flag("from").is_some() {
        return;
    }
    if let Some((name, word)) = destination.and_then(|word| Some((path_variable(word)?, word))) {
        let text =
            format!("programs look for credentials in the file that `{name}` names, and it becomes part of the image");
        cx.report(word.span, text).level(Level::Warning).help(HELP);
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
        finding.help(HELP);
        if kind == SecretFile::Settings {
            finding.level(Level::Warning);
        }
    }
}

/// A variable that is all of a destination, and that says that there are credentials in its file.
fn path_variable(word: &Word) -> Option<&str> {
    let [Part::Variable(variable)] = word.parts.as_slice() else {
        return None;
    };
    Some(&*variable.name.value).filter(|name| names_secret_file(name))
}

/// A variable says where the credentials are, and that lies within what was copied from the build
/// context.
fn check_paths(stage: Stage<'_>, cx: &mut Context<'_>) {
    if !stage.is_in_shipped_chain() {
        return;
    }
    let pairs = stage.of_kind(Kind::Env).chain(stage.of_kind(Kind::Arg));
    let paths = pairs.flat_map(|instruction| instruction.node().pairs().iter().map(move |pair| (instruction, pair)));
    let mut paths = paths
        .filter(|(_, pair)| names_secret_file(pair.key.as_written()))
        .peekable();
    // Most stages have none.
    if paths.peek().is_none() {
        return;
    }
    let Some(folder) = stage.final_workdir() else { return };
    for (instruction, pair) in paths.take(MOST_PATHS) {
        let Some((word, path)) = pair
            .value
            .as_ref()
            .and_then(|word| Some((word, instruction.expand(word).likely()?)))
        else {
            continue;
        };
        // Of what is copied over the whole file system, only a relative path says that it is meant.
        let is_absolute = path.starts_with('/');
        let path = absolute_path(&path, &folder);
        let mut copies = stage.placed().filter(|placed| !is_absolute || placed.path != "/");
        let Some(copy) = copies.find(|placed| brings(placed, &path)) else {
            continue;
        };
        let text = format!("the credentials in `{path}` are copied into the image with the build context");
        let finding = cx.report(word.span, text);
        finding.level(Level::Warning).help(HELP);
        finding.note(copy.source.span, "copied here");
    }
}

/// Whoever sets the variable more often than this tests a linter.
const MOST_PATHS: usize = 8;

fn brings(placed: &Placed<'_>, path: &str) -> bool {
    let is_local = placed.kind == CopySource::Local && placed.instruction.node().flag("from").is_none();
    // What its own name tells is reported where it is copied.
    if !is_local || secret_file(placed.name).is_some() {
        return false;
    }
    if placed.is_file {
        return placed.path == path;
    }
    let inside = path.strip_prefix(placed.path.trim_end_matches('/'));
    inside.is_some_and(|rest| rest.starts_with('/'))
}
