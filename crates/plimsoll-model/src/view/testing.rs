//! Views of texts in memory, for the tests of this crate.

use super::{ComposeFile, Dockerfile, Service, Subject};
use crate::files::{FileKind, Input, NoFiles};
use crate::workspace::Workspace;

/// Asks a fact about a Dockerfile.
pub(crate) fn dockerfile<T>(text: &str, ask: impl FnOnce(Dockerfile<'_>) -> T) -> T {
    let workspace = workspace("Dockerfile", FileKind::Dockerfile, text);
    let Some((_, Subject::Dockerfile(dockerfile))) = workspace.subjects().next() else {
        panic!("a Dockerfile");
    };
    ask(dockerfile)
}

/// Asks a fact about a Compose file.
pub(crate) fn compose_file<T>(text: &str, ask: impl FnOnce(ComposeFile<'_>) -> T) -> T {
    let workspace = workspace("compose.yaml", FileKind::Compose, text);
    let Some((_, Subject::Compose(compose, _))) = workspace.subjects().next() else {
        panic!("a Compose file");
    };
    ask(compose)
}

/// Asks a fact about a service: the only one of its project, written as `{image: x}` without the
/// braces.
pub(crate) fn service<T>(keys: &str, ask: impl FnOnce(Service<'_>) -> T) -> T {
    compose_file(&format!("services:\n  a: {{{keys}}}\n"), |compose| {
        ask(compose.services().next().expect("one service"))
    })
}

fn workspace(path: &str, kind: FileKind, text: &str) -> Workspace {
    let input = Input {
        path: path.to_owned(),
        kind,
        bytes: text.into(),
    };
    Workspace::load(vec![input], &NoFiles, None)
}
