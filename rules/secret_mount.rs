//! What to advise where a Dockerfile holds a secret that a step could mount.

use plimsoll_model::view::Stage;

/// The advice, unless it is about Windows: the builder for its containers has no mounts.
pub(crate) fn mount_advice(stage: Option<Stage<'_>>, advice: &'static str) -> &'static str {
    match stage.is_some_and(Stage::is_windows) {
        true => "remove it: pass it when the container starts, or do this step in a Linux stage",
        false => advice,
    }
}
