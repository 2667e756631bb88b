//! What policies are given to judge, as JSON: our own model, and the shapes that conftest and trivy
//! give to policies written for them.

mod conftest;
mod model;
mod trivy;

pub use conftest::yaml_as_json;

use plimsoll_model::view::{ComposeFile, Dockerfile};
use serde_json::Value;

/// A form of the input.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Shape {
    /// As `plimsoll model` prints it (`docs/model.md`).
    Model,
    /// As conftest's parsers give it: the commands of a Dockerfile, or a Compose file as it is.
    Conftest,
    /// As trivy gives it: the stages of a Dockerfile.
    Trivy,
}

impl Shape {
    /// A Dockerfile in this form.
    pub fn dockerfile(self, dockerfile: Dockerfile<'_>) -> Value {
        match self {
            Self::Model => model::of(dockerfile.data()),
            Self::Conftest => conftest::dockerfile(dockerfile),
            Self::Trivy => trivy::dockerfile(dockerfile),
        }
    }

    /// A project in this form; none if the form has no Compose files.
    pub fn compose(self, compose: ComposeFile<'_>) -> Option<Value> {
        match self {
            Self::Model => compose.model().map(model::of),
            Self::Conftest => conftest::compose(compose),
            Self::Trivy => None,
        }
    }
}
