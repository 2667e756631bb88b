//! Packages that a stage installs, how its package managers are configured, and where they keep their
//! downloads.

mod cache_folder;
mod config;
mod installed;
mod lock;
mod project_folder;

pub use cache_folder::Downloads;
pub use config::Configured;
pub use installed::Installed;
pub use lock::{Lock, UnlockedInstall};
pub use project_folder::{OverwrittenFolder, ProjectFolder};
