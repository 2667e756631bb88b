//! Rules of an organisation's own, written in TOML, or with the feature `rego` in Rego.
//!
//! A [`Policy`] says where it looks ([`Match`]) and what must hold there ([`Requirement`]): a path
//! into the model and tests of the values that it leads to. [`Policy::load`] makes a rule of it, which
//! is chosen, ignored, accepted and reported like any other. What the files leave open is never
//! reported.

mod judge;
mod page;
mod path;
mod policy;
mod quantity;
#[cfg(feature = "rego")]
pub mod rego;
mod shape;
mod template;
mod test;

pub use path::{Path, PathError};
pub use policy::{Match, Policy, Requirement};
pub use quantity::Limit;
pub use shape::{Shape, yaml_as_json};
pub use template::{Placeholder, Template, TemplateError};
pub use test::{Pattern, Tests, Value};
