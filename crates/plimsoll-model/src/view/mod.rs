//! The files of a run as rules see them.
//!
//! A view is small, is copied freely and knows its parents. It tells where it is and what belongs
//! to it; what that means is a question for the rooms above.

mod compose_file;
mod dockerfile;
mod env_file;
mod instruction;
mod script;
mod service;
mod stage;
#[cfg(test)]
pub(crate) mod testing;
mod variant;
mod workspace;

use crate::context::ScriptFile;
use crate::environment::Environment;
use crate::image::SystemShell;
use crate::workspace::Workspace;

pub use env_file::{EnvFileView, EnvLineFault};
pub use stage::StartCommand;
pub use variant::VariantView;

/// A Dockerfile of a run.
#[derive(Clone, Copy)]
pub struct Dockerfile<'a> {
    pub(crate) workspace: &'a Workspace,
    pub(crate) index: usize,
}

/// A stage of a run.
#[derive(Clone, Copy)]
pub struct Stage<'a> {
    pub(crate) dockerfile: Dockerfile<'a>,
    pub(crate) index: usize,
}

/// An instruction of a run. It reads like the tree's instruction, and knows its stage.
#[derive(Clone, Copy)]
pub struct Instruction<'a> {
    pub(crate) dockerfile: Dockerfile<'a>,
    pub(crate) stage: Option<Stage<'a>>,
    pub(crate) index: usize,
}

/// A Compose file of a run. It reads like its [`Compose`](crate::compose::Compose).
#[derive(Clone, Copy)]
pub struct ComposeFile<'a> {
    pub(crate) workspace: &'a Workspace,
    pub(crate) index: usize,
}

/// A service of a run. It reads like its [`compose::Service`](crate::compose::Service), and knows its file and the stage
/// that it builds.
#[derive(Clone, Copy)]
pub struct Service<'a> {
    pub(crate) compose: ComposeFile<'a>,
    pub(crate) index: usize,
}

/// A script of a build context that images or services run.
#[derive(Clone, Copy)]
pub struct ScriptView<'a> {
    pub(crate) file: &'a ScriptFile,
    pub(crate) environment: Environment,
    /// The program behind `/bin/sh` where it is run, if that is known, and the same everywhere.
    pub(crate) system: Option<SystemShell>,
}

/// Where shell code stands that is run while an image is built, or when a container starts.
#[derive(Clone, Copy)]
pub enum ShellPlace<'a> {
    Run(Instruction<'a>),
    Script(ScriptView<'a>),
}

/// A file to be judged.
#[derive(Clone)]
pub enum Subject<'a> {
    Dockerfile(Dockerfile<'a>),
    /// Including the Dockerfiles in its `dockerfile_inline`.
    Compose(ComposeFile<'a>, Vec<Dockerfile<'a>>),
}
