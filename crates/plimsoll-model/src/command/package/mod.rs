//! Package managers: what they are told to install, and what they leave behind.

mod action;
mod category;
mod command;
mod expired;
mod index;
mod manager;
mod php_extension;
mod project_install;
mod setting;
mod unsigned;

pub use action::Action;
pub(crate) use category::purpose_of;
pub use category::{Purpose, programs_of};
pub use command::{Package, PackageCommand, package_command};
pub(crate) use command::{PackageProgram, package_command_of};
pub use expired::{expired_lists, takes_expired_lists};
pub use index::{added_index, variable_adds_index};
pub use manager::Manager;
pub use php_extension::php_extensions;
pub use project_install::{DEPENDENCY_FOLDERS, ProjectInstall, dependency_folder, project_install};
pub(crate) use project_install::{lockfiles_of, manifests};
pub use setting::Setting;
pub use unsigned::{Unsigned, unsigned_packages, unsigned_setting};
