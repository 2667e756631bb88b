//! Files that commands write, delete and link, and files whose owner or mode they change.

mod link;
mod ownership;
mod permission;
mod removal;
mod written_path;

pub use link::unnamed_link;
pub use ownership::{OwnershipChange, ownership_change};
pub use permission::{Mode, PermissionChange, permission_change};
pub use removal::{covers, removed};
pub(crate) use written_path::written_paths;
