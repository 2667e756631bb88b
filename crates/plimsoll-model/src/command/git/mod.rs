//! Git repositories that commands clone and check out.

mod clone;
mod source;

pub use clone::cloned;
pub use source::{Checkout, GitSource, Point, checkouts, git_sources, is_branch_name};
