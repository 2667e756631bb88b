//! A policy: where it looks, and what must hold there.

use std::sync::Arc;

use plimsoll_lint::{Level, LoadError, Registry, Target};
use plimsoll_model::environment::Environment;
use plimsoll_syntax::Span;
use plimsoll_syntax::dockerfile::Kind;

use crate::judge::Judge;
use crate::page::PolicyPage;
use crate::{Path, Placeholder, Template, Tests};

/// A rule of an organisation's own.
#[derive(Clone, Debug)]
pub struct Policy {
    /// What it is called on the command line, in ignores and in reports.
    pub id: String,
    /// Where it was written: two readings of one file give one policy.
    pub origin: Span,
    pub message: Template,
    pub help: Option<String>,
    pub level: Level,
    pub matching: Match,
    pub require: Vec<Requirement>,
    pub forbid: Vec<Requirement>,
    /// Files that it reports nothing in.
    pub good: Vec<String>,
    /// Files that it reports something in.
    pub bad: Vec<String>,
    /// As it was written, for those who ask what it says.
    pub text: String,
}

/// Where a policy looks: at services, at stages, at instructions, at the programs that RUN starts, or,
/// without any of these, at whole projects.
#[derive(Clone, Default, Debug)]
pub struct Match {
    /// Patterns of the names of services.
    pub services: Vec<String>,
    /// Patterns of the names of stages; one without a name is called by its number.
    pub stages: Vec<String>,
    pub instructions: Vec<Kind>,
    /// Patterns of the names of programs.
    pub commands: Vec<String>,
    /// Patterns of the images that services run and stages are built on.
    pub images: Vec<String>,
    pub environment: Option<Environment>,
    /// Whether a stage becomes an image, or is only used by others.
    pub shipped: Option<bool>,
}

/// What must hold, or must not, for the values of a path.
#[derive(Clone, Debug)]
pub struct Requirement {
    /// Without one, the thing itself that the policy looks at is meant.
    pub path: Option<Path>,
    pub tests: Tests,
}

impl Match {
    /// Whether it looks at instructions or at parts of them.
    pub(crate) fn is_on_instructions(&self) -> bool {
        !self.instructions.is_empty() || !self.commands.is_empty()
    }

    /// Whether it looks at services.
    pub(crate) fn is_on_services(&self) -> bool {
        !self.is_on_instructions() && (!self.services.is_empty() || self.is_on_images_alone())
    }

    /// Whether it looks at stages.
    pub(crate) fn is_on_stages(&self) -> bool {
        let names_stages = !self.stages.is_empty() || self.shipped.is_some();
        !self.is_on_instructions() && (names_stages || self.is_on_images_alone())
    }

    /// Whether it looks at whole projects.
    pub(crate) fn is_on_projects(&self) -> bool {
        !self.is_on_instructions() && !self.is_on_services() && !self.is_on_stages()
    }

    /// Whether all that it looks at has what a message wants to mention.
    pub fn gives(&self, placeholder: Placeholder) -> bool {
        match placeholder {
            Placeholder::Service => self.is_on_services() && !self.is_on_stages(),
            Placeholder::Stage => self.is_on_instructions() || self.is_on_stages() && !self.is_on_services(),
            Placeholder::Instruction => self.is_on_instructions(),
            Placeholder::Command => !self.commands.is_empty(),
            Placeholder::Image => !self.is_on_projects(),
            Placeholder::Path | Placeholder::Value | Placeholder::File | Placeholder::Environment => true,
        }
    }

    fn is_on_images_alone(&self) -> bool {
        !self.images.is_empty() && self.services.is_empty() && self.stages.is_empty() && self.shipped.is_none()
    }
}

impl Policy {
    fn page(&self) -> String {
        let matching = &self.matching;
        let is_on_compose = matching.is_on_services() || matching.is_on_projects();
        PolicyPage {
            id: &self.id,
            target: match (is_on_compose, matching.is_on_stages()) {
                (true, true) => Target::Project,
                (true, false) => Target::Compose,
                (false, _) => Target::Dockerfile,
            },
            level: self.level,
            title: &self.message.title(),
            help: self.help.as_deref(),
            body: &format!("A policy of this repository:\n\n```toml\n{}\n```", self.text.trim_end()),
        }
        .text()
    }

    /// Adds the policy to the rules of a run. It is off unless somebody selects it: what the file that
    /// contains it holds for decides the caller.
    pub fn load(self, registry: &mut Registry) -> Result<(), LoadError> {
        let page = self.page();
        let judge = Judge(Arc::new(self));
        registry.load(page, move |view, cx| judge.look(view, cx))
    }
}
