//! Which Compose files are read together, and for what: the projects of a run and their variants.
//!
//! A project is a base and the files that add to it. People start it in several ways: the base
//! alone, with the override that Compose adds by itself, with an environment file. Each of these is
//! a [`Variant`], judged on the merged model. How files are merged is left to
//! [`crate::compose::merge`]; files that need no other are not variants, and are judged by
//! themselves.

pub(crate) mod chosen;
mod committed;
pub mod dotenv;
mod env_file;
mod env_name;
mod family;
mod named_file;
mod needed_build;
mod needed_file;
mod needed_mount;
mod overlay;
mod parsed;
mod plan;
mod variables;
mod variant;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::environment::Environment;
use crate::image::OwnImages;

pub use chosen::chosen_files;
pub use committed::CommittedSecret;
pub(crate) use committed::committed_secrets;
pub use env_file::UndefinedVariable;
pub(crate) use env_file::{EnvFacts, EnvFileFacts, EnvFileReader, LONGEST_NAME, is_name};
pub(crate) use env_name::comes_with_the_caller;
pub(crate) use family::{BASES, OVERRIDES, is_for_tests};
pub(crate) use needed_build::missing_files;
pub use needed_file::{Absence, MissingFile, Need};
pub(crate) use parsed::{Document, Parsed, guarded};
pub use parsed::{Failure, panic_message};
pub(crate) use plan::FOLDERS;
pub use variables::Settings;
pub(crate) use variables::Variables;
pub(crate) use variant::{Projects, Variant};

/// How the user wants projects to be read; by default everything is detected.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Exactly these files, in this order, are one project.
    pub compose_files: Vec<String>,
    /// Files that are read together, the base first: the user says so.
    pub variants: Vec<Vec<String>>,
    /// What the user says of images.
    pub images: Arc<OwnImages>,
    /// Leaves out services that start only with other profiles than these. If none is given, all
    /// services are judged: `COMPOSE_PROFILES` in `.env` is one developer's choice.
    pub profiles: Vec<String>,
    /// What is known about variables.
    pub variables: Settings,
    /// The inputs, by their paths, that only say what others are for: nothing is reported in them.
    pub context: BTreeSet<String>,
    /// What the user has stated files to be for, by their paths.
    pub environments: BTreeMap<String, Environment>,
    /// Whether the merged files of each project are kept as data, for those who ask for more than facts.
    pub with_models: bool,
}
