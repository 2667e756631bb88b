//! Accounts of an image: which ones exist, which ones are created, and which one a container starts
//! as.

mod created;
mod groups;
mod home;
mod list;
mod root_owned;
mod user;

pub use created::CreatedAccount;
pub use root_owned::DeniedChange;
pub use user::{BaseUser, User, is_root};
