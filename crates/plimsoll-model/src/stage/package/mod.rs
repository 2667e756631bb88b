//! Packages that a stage installs, and how its package managers are configured.

mod config;
mod installed;

pub use config::Configured;
pub use installed::Installed;
