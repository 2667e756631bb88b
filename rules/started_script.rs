//! The scripts that containers start, as several rules look at them. Each is reported where its name is
//! written: in the Dockerfile, or in the Compose file.

use plimsoll_model::base::path;
use plimsoll_model::context::ScriptFile;
use plimsoll_model::service::MountedScript;
use plimsoll_model::stage::start::{RunScript, Runner};
use plimsoll_model::view::{Service, Stage};
use plimsoll_syntax::Span;

/// A script that is run.
pub(crate) struct Started<'a> {
    pub(crate) file: &'a ScriptFile,
    /// As it is named, and where a finding about it points.
    pub(crate) name: String,
    pub(crate) place: Span,
    pub(crate) runner: Runner,
    pub(crate) brought: Brought<'a>,
}

/// What brings a script to where it is run.
pub(crate) enum Brought<'a> {
    /// ADD or COPY, into an image.
    Copied(RunScript<'a>),
    /// A mount of a service.
    Mounted(MountedScript<'a>, Service<'a>),
}

/// The scripts that its steps call, and those that a container starts if it becomes an image.
pub(crate) fn of_stage(stage: Stage<'_>) -> Vec<Started<'_>> {
    stage.scripts().into_iter().map(Started::copied).collect()
}

/// The scripts that a service starts itself: of the image that it builds, and of its mounts.
pub(crate) fn of_service(service: Service<'_>) -> Vec<Started<'_>> {
    if service.is_windows() {
        return Vec::new();
    }
    let copied = service.image_scripts().into_iter().map(Started::copied);
    let mounted = service.mounted_scripts().into_iter();
    let mounted = mounted.map(|script| Started::mounted(script, service));
    copied.chain(mounted).collect()
}

impl<'a> Started<'a> {
    fn copied(script: RunScript<'a>) -> Self {
        Self {
            file: script.file,
            name: script.name.clone(),
            place: script.word,
            runner: script.runner,
            brought: Brought::Copied(script),
        }
    }

    /// The place is its name in the Compose file, or the mount that puts it over one of the image.
    fn mounted(script: MountedScript<'a>, service: Service<'a>) -> Self {
        let is_named_there = script.word.file == script.mount.span.file;
        Self {
            file: script.file,
            name: script.name.clone(),
            place: if is_named_there { script.word } else { script.mount.span },
            runner: script.runner,
            brought: Brought::Mounted(script, service),
        }
    }

    /// Whether it is opened as a program, and not given to a shell.
    pub(crate) fn is_program(&self) -> bool {
        self.runner != Runner::Shell
    }

    /// Whether its first line ends in a carriage return where it is run.
    pub(crate) fn has_windows_lines(&self) -> bool {
        match &self.brought {
            Brought::Copied(script) => script.has_windows_lines(),
            Brought::Mounted(..) => self.file.has_windows_lines,
        }
    }

    /// The stage in which the program that its first line names surely is not there.
    pub(crate) fn stage_without_interpreter(&self) -> Option<Stage<'a>> {
        match &self.brought {
            Brought::Copied(script) => script.lacks_interpreter().then(|| script.stage()),
            Brought::Mounted(_, service) => {
                let interpreter = &self.file.shebang.as_ref()?.interpreter;
                service
                    .stage()
                    .filter(|stage| stage.lacks_interpreter_at(usize::MAX, interpreter))
            }
        }
    }

    /// Its path as reports show it, or its name if that begins at the top of a disk.
    pub(crate) fn shown(&self) -> &'a str {
        let path = self.file.source.shown();
        match path::is_absolute(path) {
            true => path::file_name(path),
            false => path,
        }
    }

    /// Its first line, or the place where it would be.
    pub(crate) fn first_line(&self) -> Span {
        match &self.file.shebang {
            Some(shebang) => shebang.span,
            None => self.file.source.line_span(1),
        }
    }
}
