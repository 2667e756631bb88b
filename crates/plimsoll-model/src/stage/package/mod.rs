//! Packages that a stage installs, how its package managers are configured, and where they keep their
//! downloads.

mod cache_folder;
mod config;
mod installed;

pub use cache_folder::Downloads;
pub use config::Configured;
pub use installed::Installed;
