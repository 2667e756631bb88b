//! The scripts that containers start, as several rules look at them. Each is reported where its name is
//! written: in the Dockerfile, or in the Compose file.

use plimsoll_model::base::path;
use plimsoll_model::context::ScriptFile;
use plimsoll_model::service::MountedScript;
use plimsoll_model::stage::start::{RunScript, Runner};
use plimsoll_model::view::{Service, Stage};
use plimsoll_syntax::Span;

/// The scripts that its steps call, and those that a container starts if it becomes an image.
pub(crate) fn of_stage(stage: Stage<'_>) -> Vec<RunScript<'_>> {
    if stage.is_windows() {
        return Vec::new();
    }
    let mut found = stage.run_scripts();
    if stage.is_end() {
        found.extend(stage.start_scripts());
    }
    found
}

/// The place of a mounted script: its name in the Compose file, or the mount that puts it over one of
/// the image.
pub(crate) fn place(script: &MountedScript<'_>) -> Span {
    match script.word.file == script.mount.span.file {
        true => script.word,
        false => script.mount.span,
    }
}

/// Whether a script is opened as a program, and not given to a shell.
pub(crate) fn is_program(runner: Runner) -> bool {
    runner != Runner::Shell
}

/// A script for a message: its path as reports show it, or its name if that begins at the top of a disk.
pub(crate) fn shown(file: &ScriptFile) -> &str {
    let path = file.source.shown();
    match path::is_absolute(path) {
        true => path::file_name(path),
        false => path,
    }
}

/// The first line of a script, or the place where it would be.
pub(crate) fn first_line(file: &ScriptFile) -> Span {
    match &file.shebang {
        Some(shebang) => shebang.span,
        None => file.source.line_span(1),
    }
}

/// Both kinds of scripts of a service.
pub(crate) fn of_service(service: Service<'_>) -> (Vec<RunScript<'_>>, Vec<MountedScript<'_>>) {
    match service.is_windows() {
        true => (Vec::new(), Vec::new()),
        false => (service.image_scripts(), service.mounted_scripts()),
    }
}
