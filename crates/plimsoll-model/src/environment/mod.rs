//! Whether a file is for production or for development, and why.

mod comments;
mod content;
mod decide;
mod image_content;
mod mounted_program;
mod names;
mod practice;

pub(crate) use content::{development_settings, of_compose as of_content};
pub(crate) use decide::{
    SAFE_SIDE, is_outright, of_action, of_compose, of_dockerfile, of_env_file, of_examples, of_helpers, of_service,
};
pub(crate) use image_content::{of_stage_name, production_sign, production_stage, tester, workshop};
pub(crate) use mounted_program::mounted_program;
pub(crate) use practice::{image_names, of_practice, practice_target};

pub use names::{by_path, is_plain_compose, siblings, stage_name};

use std::fmt;

use plimsoll_syntax::Span;

/// What a file is for.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Environment {
    Production,
    Development,
}

impl Environment {
    /// In lower case, as reports show it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Production => "production",
            Self::Development => "development",
        }
    }
}

impl fmt::Display for Environment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The environment of a file and what decided it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Verdict {
    pub environment: Environment,
    pub reason: Reason,
}

/// What decided, from the most to the least certain.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Reason {
    /// `--env` on the command line, or the configuration.
    Flag,
    /// `# plimsoll: environment=…` at the head of the file.
    Comment(Span),
    /// A word in the name of the file or of a folder above it.
    Name(String),
    /// The Compose service that builds this Dockerfile, by name and file.
    Service(String),
    /// The Compose file that runs the image to practise attacks on it.
    Practice(String),
    /// The other Compose files in the folder.
    Siblings(String),
    /// The contents of the file, each sign with its place.
    Content(Vec<(Span, String)>),
    /// Nothing indicates either, and production is the safe choice.
    Default,
}

impl Verdict {
    /// The verdict for a file that is started together with the one that it was made for: a word is in
    /// the name of that one.
    pub(crate) fn for_neighbour(mut self) -> Self {
        if let Reason::Name(word) = &self.reason {
            self.reason = Reason::Siblings(format!("a file with `{word}` in its name"));
        }
        self
    }
}

impl Reason {
    /// Whether nobody stated it: the content or the default decided.
    pub fn is_assumed(&self) -> bool {
        matches!(self, Self::Content(_) | Self::Default)
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Flag => f.write_str("the settings say so"),
            Self::Comment(_) => f.write_str("a comment in the file says so"),
            Self::Name(word) => write!(f, "`{word}` in the name"),
            Self::Service(service) => write!(f, "built by {service}"),
            Self::Practice(compose) => write!(f, "its image is there to be attacked, in {compose}"),
            Self::Siblings(siblings) => write!(f, "it is beside {siblings}"),
            Self::Content(signs) => {
                for (index, (_, sign)) in signs.iter().enumerate() {
                    let separator = if index == 0 { "" } else { ", " };
                    write!(f, "{separator}{sign}")?;
                }
                Ok(())
            }
            Self::Default => f.write_str("nothing says otherwise"),
        }
    }
}
