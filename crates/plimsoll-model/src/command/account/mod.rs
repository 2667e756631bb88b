//! Accounts, groups and passwords that commands create and change.

mod change;
mod creation;
mod web_password;

pub use change::{AccountChange, AccountKind, Password, PasswordKind, account_change};
pub use creation::{NewAccount, created_account};
pub use web_password::web_password;
