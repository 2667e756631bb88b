//! The engine: rules in general, findings, fixes, policy, ignores, and the run over all files.
//!
//! It knows no particular rule, no output format and no disk. [`lint`] takes files and gives a
//! [`Report`]; the same input gives the same report, whatever the threads do.

mod baseline;
mod catalogue;
mod collector;
mod context;
mod dispatch;
mod finding;
mod fix;
mod identity;
mod ignores;
mod options;
mod outline;
mod page;
pub mod policy;
mod quotes;
mod redact;
mod registry;
mod release;
mod report;
mod rule;
mod run;
mod suppression;
mod variants;

pub use baseline::KnownFinding;
pub use catalogue::{Catalogue, RuleRef};
pub use context::Context;
pub use finding::{Finding, Note};
pub use fix::{Fix, FixChoice, Safety};
pub use identity::Identity;
pub use options::{OptionError, OptionKind, OptionValue, RuleOption};
pub use page::{EnvironmentScope, Examples, FrontMatter, Group, Level, Page, PageError, Peer, ShellCode, Target};
pub use policy::{Policy, PolicyFault};
pub use registry::{LoadError, Registry};
pub use release::Release;
pub use report::{FileReport, Report};
pub use rule::{Check, EngineFinding, Look, Rule, View};
pub use run::{judge, lint, lint_group};
pub use suppression::{Suppressed, Suppression};
