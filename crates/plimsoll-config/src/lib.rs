//! The configuration file of a project.
//!
//! It is read into a layer of the policy, in which every setting knows its place, and into what the
//! run itself needs: what is left out, what makes it fail. Nothing here touches the disk: the caller
//! finds the files ([`NAMES`]) and hands their texts over.

mod entry;
mod images;
mod key;
mod policy;
mod read;
mod schema;
mod value;

use std::fmt;
use std::sync::Arc;

use plimsoll_lint::Level;
use plimsoll_lint::policy::{Enforcement, Layer, Written};
use plimsoll_model::base::Date;
use plimsoll_model::image::OwnImage;
use plimsoll_policy::Policy;
use plimsoll_syntax::{FileId, SourceFile, Span};

pub use entry::{Entry, as_json, as_toml, entries, key_as_toml};
pub use key::{ALLOWANCE_KEYS, EXCEPTION_KEYS, IMAGE_KEYS, KEYS, Key, OUTPUT_KEYS, SCOPE_KEYS, Shape, template};
pub use policy::read_policies;
pub use read::read;
pub use schema::schema;

/// What a configuration file may be called; the first one in a folder holds.
pub const NAMES: [&str; 3] = ["plimsoll.toml", ".plimsoll.toml", ".config/plimsoll.toml"];

/// The contents of a configuration file.
#[derive(Clone, Default, Debug)]
pub struct Configuration {
    /// The file that it was read from.
    pub file: Option<FileId>,
    pub layer: Layer,
    /// Other files that this one builds on, relative to its folder.
    pub extends: Vec<Written<String>>,
    /// The lowest level that makes a run fail.
    pub fail_on: Option<FailOn>,
    /// The lowest level that is shown.
    pub show: Option<Level>,
    /// Whether unsafe fixes are made without asking for them.
    pub unsafe_fixes: Option<bool>,
    /// How the report is written.
    pub format: Option<Written<String>>,
    /// Patterns of files that are left out.
    pub exclude: Vec<Written<String>>,
    /// Whether these are left out even if they are named.
    pub force_exclude: bool,
    /// Patterns of files that are looked at whatever they are called.
    pub include: Vec<Written<String>>,
    /// Compose files that belong together, by what they are called together.
    pub variants: Vec<(String, Vec<Written<String>>)>,
    /// What the organisation says of images.
    pub images: Vec<OwnImage>,
    /// The day of the check.
    pub date: Option<Date>,
    /// The file with the findings that are known, relative to the folder.
    pub baseline: Option<Written<String>>,
    /// What a repository may do about what the file enforces.
    pub exceptions_policy: Option<Enforcement>,
    /// Rules of the organisation's own.
    pub policies: Vec<Policy>,
    /// Patterns of the files with more of them.
    pub policy_files: Vec<Written<String>>,
    /// Those of these files that are in Rego, which the caller reads.
    pub rego: Vec<Arc<SourceFile>>,
}

pub(crate) const LEVELS: [(&str, Level); 3] = [
    ("error", Level::Error),
    ("warning", Level::Warning),
    ("info", Level::Info),
];

/// What makes a run fail.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum FailOn {
    /// A finding of this level or above.
    Level(Level),
    Never,
}

/// A mistake in a configuration file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Fault {
    pub span: Span,
    pub message: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl Configuration {
    /// This configuration over another one that it builds on: lists replace, what is added is added,
    /// and tables are merged key by key.
    #[must_use]
    pub fn over(mut self, base: &Self) -> Self {
        self.fail_on = self.fail_on.or(base.fail_on);
        self.show = self.show.or(base.show);
        self.date = self.date.or(base.date);
        self.unsafe_fixes = self.unsafe_fixes.or(base.unsafe_fixes);
        self.baseline = self.baseline.or_else(|| base.baseline.clone());
        self.format = self.format.or_else(|| base.format.clone());
        self.force_exclude |= base.force_exclude;
        if self.exclude.is_empty() {
            self.exclude.clone_from(&base.exclude);
        }
        if self.include.is_empty() {
            self.include.clone_from(&base.include);
        }
        for variant in &base.variants {
            if !self.variants.iter().any(|(name, _)| *name == variant.0) {
                self.variants.push(variant.clone());
            }
        }
        self
    }
}
